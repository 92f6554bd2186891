package io.ec2cluster.cli;

import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Query;
import java.util.List;

/** Lists the engines: id, version, where each came from, operations; and what could not be used. */
record EnginesCommand(Core core) implements Action {
  /** The answer as JSON. */
  record Engines(List<Engine> engines, List<String> problems) {}

  /** One engine. */
  record Engine(
      String id, String summary, String version, String source, List<EngineOperation> operations) {}

  /** One operation of an engine. */
  record EngineOperation(String id, Kind kind, String summary) {}

  /** The kinds of operations. */
  enum Kind {
    QUERY,
    CHANGE,
    SERVICE
  }

  @Override
  public Subject subject() {
    return Subject.command("engines");
  }

  @Override
  public int run(Call call) {
    EngineCatalog catalog = core.catalog();
    List<Engine> engines = catalog.entries().stream().map(this::engine).toList();
    Listing table = new Listing("ID", "VERSION", "FROM", "OPERATIONS");
    for (Engine engine : engines) {
      List<String> operations = engine.operations().stream().map(EngineOperation::id).toList();
      table.row(engine.id(), engine.version(), engine.source(), String.join(", ", operations));
    }
    call.presentation().warn(catalog.problems());
    return call.presentation().listing(table.text(), new Engines(engines, catalog.problems()));
  }

  private Engine engine(EngineCatalog.Entry entry) {
    return new Engine(
        entry.module().id(),
        entry.module().summary(),
        entry.version(),
        entry.source(),
        core.operations(entry.module().id()).stream().map(EnginesCommand::operation).toList());
  }

  private static EngineOperation operation(Operation<?> operation) {
    Kind kind =
        operation instanceof Change<?>
            ? Kind.CHANGE
            : operation instanceof Query<?> ? Kind.QUERY : Kind.SERVICE;
    return new EngineOperation(operation.id(), kind, operation.summary());
  }
}
