package io.ec2cluster.cli;

import io.ec2cluster.config.NoSettings;
import io.ec2cluster.config.Setting;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.RoleEngine;
import io.ec2cluster.spi.Service;
import java.util.List;

/** A role engine of some id, with an operation and a demonstration of its own. */
record DatabaseModule(String id) implements RoleEngine {
  /** Options of the demonstration. */
  record Demo(@Setting("leave it running") boolean keep) {}

  @Override
  public String summary() {
    return "the database " + id;
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(
        FakeCore.change("vacuum"),
        new Service<>("demo", "show " + id, Demo.class, (context, options) -> {}),
        new Service<>("watch", "watch " + id, NoSettings.class, (context, options) -> {}));
  }

  @Override
  public EngineNode node(OperationContext context) {
    throw new IllegalStateException("the command line only reads what a module declares");
  }
}
