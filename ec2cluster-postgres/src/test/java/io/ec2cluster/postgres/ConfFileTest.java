package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.UsageException;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;

class ConfFileTest {
  @Property
  void anyValueComesBackAsOneEntry(@ForAll @NotEmpty String value) {
    String written = value.replace('\0', '0');

    var entries = ConfFile.parse(ConfFile.line("restore_command", written), "test");

    assertThat(entries).containsExactly(new ConfFile.Entry("restore_command", written, 1));
  }

  @Example
  void readsWhatPostgresReads() {
    String text =
        """
        # a comment
        Standby_Mode = on   # another
        port 5433
        include_dir 'conf.d'
        a.b = 'it''s\\t\\101\\''

        empty = ''
        """;

    var entries = ConfFile.parse(text, "test");

    assertThat(entries)
        .containsExactly(
            new ConfFile.Entry("standby_mode", "on", 2),
            new ConfFile.Entry("port", "5433", 3),
            new ConfFile.Entry("include_dir", "conf.d", 4),
            new ConfFile.Entry("a.b", "it's\tA'", 5),
            new ConfFile.Entry("empty", "", 7));
  }

  @Example
  void quoteThatIsNeverClosedIsNamedByItsLine() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ConfFile.parse("a = 1\nb = 'host=x port=1\n", "/etc/t.conf"))
        .withMessageContaining("/etc/t.conf:2")
        .withMessageContaining("never closed");
  }

  @Example
  void lineWithoutAValueIsRefused() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ConfFile.parse("standby_mode =\n", "t"))
        .withMessageContaining("no 'name = value'");
  }

  @Example
  void laterValueWinsAndDamageIsLeftToTheServer() {
    assertThat(ConfFile.values("port = 1\n???\nport = 2\n")).containsOnly(Map.entry("port", "2"));
  }
}
