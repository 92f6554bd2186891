package io.ec2cluster.elb.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTextTest {
  private static final long NOW = 1_800_000_000L;

  @Test
  void readsWhatItWrites() {
    Ledger ledger =
        Ledger.empty()
            .queue("i-0123456789abcdef0", NOW, NOW)
            .takeTurn("2001:db8::1", NOW + 1, NOW + 3)
            .keepOut("web/srv_1@a.b", NOW + 4);

    String text = LedgerText.of(ledger);

    assertThat(text)
        .isEqualTo(
            "1 i-0123456789abcdef0,w,1800000000,1800000000 2001:db8::1,r,1800000001,1800000003"
                + " web/srv_1@a.b,k,1800000004,1800000004");
    assertThat(LedgerText.parse("x", text)).isEqualTo(ledger);
    assertThat(LedgerText.parse("x", LedgerText.of(Ledger.empty()))).isEqualTo(Ledger.empty());
  }

  @Test
  void asManyInstancesFitAsIsSaid() {
    assertThat(LedgerText.capacity(1500, 19)).isEqualTo(34);
    assertThat(LedgerText.capacity(100_000, 19)).isEqualTo(2272);
    Ledger full = Ledger.empty();
    for (int i = 0; i < LedgerText.capacity(1500, 19); i++) {
      full = full.queue("i-%017d".formatted(i), NOW + i, NOW);
    }

    assertThat(LedgerText.of(full)).hasSizeLessThanOrEqualTo(1500);
    assertThat(LedgerText.of(full.queue("i-%017d".formatted(99), NOW, NOW)))
        .hasSizeGreaterThan(1500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2 a,w,1,1",
        "1 a,w,1",
        "1 a,x,1,1",
        "1 a,w,one,1",
        "1 a,w,-1,1",
        "1 a,w,1,1 a,r,1,1",
        "1  a,w,1,1",
        "1 ,w,1,1",
        "1 a,ww,1,1",
        "{}"
      })
  void whatCannotBeReadIsNeverAnEmptyLedger(String damaged) {
    assertThatThrownBy(() -> LedgerText.parse("elb/web", damaged))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("elb/web")
        .hasMessageContaining("nobody leaves");
  }
}
