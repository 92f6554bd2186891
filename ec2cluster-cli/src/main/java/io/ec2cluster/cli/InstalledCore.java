package io.ec2cluster.cli;

import io.ec2cluster.Ec2Cluster;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Operation;
import java.util.List;
import java.util.Map;

/** The core of this installation: the engines of the class path. */
final class InstalledCore implements Core {
  private final Map<String, String> environment;
  private final List<String> program;

  InstalledCore(Map<String, String> environment, List<String> program) {
    this.environment = environment;
    this.program = program;
  }

  @Override
  public EngineCatalog catalog() {
    return EngineCatalog.of();
  }

  @Override
  public List<Operation<?>> operations(String engine) {
    return Ec2Cluster.operations(catalog(), engine);
  }

  @Override
  public Record options(Class<? extends Record> type, Map<String, List<String>> given) {
    throw new UsageException("" + type + given + environment + program);
  }

  @Override
  public Configured configure(GlobalOptions options) {
    throw new UsageException("not yet");
  }
}
