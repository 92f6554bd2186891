package io.ec2cluster.elb;

import io.ec2cluster.TextTable;
import java.util.ArrayList;
import java.util.List;

/** The table of {@code elb count} for people. */
final class CountText {
  private static final List<String> HEAD = List.of("INSTANCE", "MEMBER", "STATE", "LEDGER", "SAYS");

  private CountText() {}

  static String of(List<Count.Balancer> balancers, boolean may) {
    StringBuilder text = new StringBuilder();
    for (Count.Balancer balancer : balancers) {
      text.append(
          "%s: %d registered, %d in service, fleet %d, floor %d%n"
              .formatted(
                  balancer.loadBalancer(),
                  balancer.registered(),
                  balancer.inService(),
                  balancer.fleet(),
                  balancer.floor()));
      append(text, balancer.instances());
      balancer.why().ifPresent(why -> text.append("not now: ").append(why).append('\n'));
      text.append('\n');
    }
    return text.append("this instance may leave now: ").append(may ? "yes" : "no").toString();
  }

  private static void append(StringBuilder text, List<Count.Row> rows) {
    List<List<String>> table = new ArrayList<>(List.of(HEAD));
    rows.forEach(
        row ->
            table.add(
                List.of(
                    row.instance(),
                    row.member(),
                    row.state().orElse("-"),
                    row.ledger().orElse("-"),
                    row.words())));
    text.append(TextTable.of(table));
  }
}
