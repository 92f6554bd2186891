package io.ec2cluster.elb.ledger;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.testing.contract.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ledgers that somebody has edited, or that are damaged. */
@Timeout(300)
class LedgerFuzzTest {
  @Test
  void ledgers() {
    Ledger two =
        Ledger.empty()
            .takeTurn("i-0123456789abcdef0", 1, 1_700_000_000)
            .keepOut("i-0fedcba9876543210", 1_700_000_007);
    Fuzz.check(
        List.of(LedgerText.of(Ledger.empty()), LedgerText.of(two)),
        EnvironmentException.class,
        text -> LedgerText.parse("elb/web", text));
  }
}
