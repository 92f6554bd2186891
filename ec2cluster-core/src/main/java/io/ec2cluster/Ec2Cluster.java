package io.ec2cluster;

import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.metadata.MetadataSource;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way in: runs the operations of engine modules on this node. PLACEHOLDER: the bodies follow.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"})
public final class Ec2Cluster implements AutoCloseable {
  private Ec2Cluster() {}

  /** Starts a configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Every operation of an engine: its own, and for a role engine those that core supplies (init,
   * status, lease …).
   */
  public static List<Operation<?>> operations(EngineCatalog catalog, String engine) {
    throw new IllegalStateException(engine + catalog);
  }

  /**
   * Plans a change and, unless it is a dry run, runs it. Never throws for a failure of the run: see
   * the report.
   */
  public Report run(String engine, String operation, Record options, boolean dryRun) {
    throw new IllegalStateException(engine + operation + options + dryRun);
  }

  /** Asks a query; throws {@link Ec2ClusterException}. */
  public Query.Answer ask(String engine, String operation, Record options) {
    throw new IllegalStateException(engine + operation + options);
  }

  /** Runs a service until it is done or the thread is interrupted. */
  public void serve(String engine, String operation, Record options) {
    throw new IllegalStateException(engine + operation + options);
  }

  @Override
  public void close() {}

  /** Collects what an {@link Ec2Cluster} needs. Not thread-safe. */
  public static final class Builder {
    private Builder() {}

    /** The modules; by default those of the class path. */
    public Builder catalog(EngineCatalog catalog) {
      return this;
    }

    /** Core's settings. */
    public Builder settings(ClusterSettings settings) {
      return this;
    }

    /** An engine's settings. */
    public Builder engineSettings(String engine, Record settings) {
      return this;
    }

    /** Where the metadata comes from; by default the back end's own source. */
    public Builder metadata(MetadataSource source) {
      return this;
    }

    /** A back end made by the application instead of the one that the settings name. */
    public Builder cloud(Cloud cloud) {
      return this;
    }

    /** Hears the progress. */
    public Builder listener(ProgressListener listener) {
      return this;
    }

    /** The environment variables; by default the process's. */
    public Builder environment(Map<String, String> environment) {
      return this;
    }

    /** The argument vector that runs the command line. */
    public Builder program(List<String> program) {
      return this;
    }

    /** The clock. */
    public Builder time(Time time) {
      return this;
    }

    /** The seed of nonces and jitter, for tests. */
    public Builder seed(Optional<Long> seed) {
      return this;
    }

    /** Ready to run. */
    public Ec2Cluster build() {
      return new Ec2Cluster();
    }
  }
}
