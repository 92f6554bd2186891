package io.ec2cluster.cli;

import io.ec2cluster.config.DataSize;
import io.ec2cluster.config.NoSettings;
import io.ec2cluster.config.Setting;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A module that is no role engine, with every kind of operation and option. */
public final class BoxModule implements EngineModule {
  /** Every kind of option. */
  public record Fill(
      @Setting(value = "what goes in", positional = true) String content,
      @Setting(value = "where else", positional = true) List<String> more,
      @Setting("how full, for example 80%") Optional<String> level,
      @Setting(value = "how long it may take", defaultValue = "5m") Duration timeout,
      @Setting(value = "how much", alias = "amount") Optional<DataSize> size,
      @Setting("even if it is full") boolean force,
      @Setting(value = "close it afterwards", defaultValue = "true") boolean closeIt,
      @Setting("a label") List<String> label,
      @Setting("named values") Map<String, String> tag,
      @Setting(value = "which way up", defaultValue = "upright") Side side) {}

  /** A way up. */
  public enum Side {
    UPRIGHT,
    UPSIDE_DOWN
  }

  /** One that must be given. */
  public record Move(@Setting("where to") String target) {}

  @Override
  public String id() {
    return "box";
  }

  @Override
  public String summary() {
    return "boxes, 100% of them";
  }

  @Override
  public List<Operation<?>> operations() {
    return List.of(
        new Change<>("fill", "put something in", Fill.class, (context, options) -> Plan.empty()),
        new Change<>("move", "carry it away", Move.class, (context, options) -> Plan.empty()),
        FakeCore.query("lid show"),
        FakeCore.query("lid colour"),
        new Service<>("guard", "watch over it", NoSettings.class, (context, options) -> {}),
        new Service<>("demo", "show a box", NoSettings.class, (context, options) -> {}));
  }
}
