package io.ec2cluster.demo;

import io.ec2cluster.spi.OperationContext;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine without software: rows written on the primary are everywhere, unless they are lost. */
final class ScriptedEngine implements DemoEngine {
  final List<String> stopped = new CopyOnWriteArrayList<>();
  volatile boolean losesRows;
  volatile String survivor = "";
  private volatile long rows = -1;

  @Override
  public String id() {
    return "box";
  }

  @Override
  public String summary() {
    return "boxes";
  }

  @Override
  public DemoServers prepare(OperationContext context, boolean fetch) {
    return new Servers();
  }

  @Override
  public void stop(OperationContext context, DemoNode node) {
    if (node.id().equals(survivor)) {
      throw new IllegalStateException("process 7 does not end");
    }
    stopped.add(node.id());
  }

  private final class Servers implements DemoServers {
    @Override
    public String software() {
      return "Box 1.0";
    }

    @Override
    public Map<String, Object> section(DemoNode node) {
      return Map.of("port", node.port(), "names", List.of("no", "0x1F"), "open", true);
    }

    @Override
    public void write(DemoNode primary, int count) {
      rows = count;
    }

    @Override
    public OptionalLong read(DemoNode node) {
      return rows < 0 || losesRows ? OptionalLong.empty() : OptionalLong.of(rows);
    }

    @Override
    public String lastWords(DemoNode node) {
      return "\nlast lines of " + node.id() + ".log:\nthe box is stuck";
    }

    @Override
    public List<String> shell(DemoNode node) {
      return List.of("box", "--at", node.endpoint(), "it's");
    }
  }
}
