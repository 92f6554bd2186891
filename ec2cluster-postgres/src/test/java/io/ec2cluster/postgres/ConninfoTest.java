package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ConninfoTest {
  @Property
  void anyValuesComeBackWhateverTheyHold(@ForAll String host, @ForAll String password) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("host", host);
    parameters.put("password", password);

    assertThat(Conninfo.parse(new Conninfo(parameters).text()).parameters()).isEqualTo(parameters);
  }

  @Property
  void bothLevelsOfQuotingComeBackTogether(@ForAll String value) {
    String text = new Conninfo(Map.of("passfile", value.replace('\0', '0'))).text();

    String read = ConfFile.values(ConfFile.line("primary_conninfo", text)).get("primary_conninfo");

    assertThat(read).isEqualTo(text);
  }

  @Example
  void readsWhatLibpqReads() {
    Conninfo conninfo =
        Conninfo.parse(" host = a\\ b  port=5432 user='o\\'neil x' sslmode= prefer");

    assertThat(conninfo.parameters())
        .containsExactly(
            Map.entry("host", "a b"),
            Map.entry("port", "5432"),
            Map.entry("user", "o'neil x"),
            Map.entry("sslmode", "prefer"));
  }

  @Example
  void brokenOnesAreRefusedWithoutTheirValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conninfo.parse("host=a password='secret"))
        .withMessageContaining("never closed")
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conninfo.parse("host=a port"))
        .withMessageContaining("character 8");
  }

  @Example
  void passwordIsNotShown() {
    assertThat(Conninfo.parse("host=a password=secret").toString()).doesNotContain("secret");
  }
}
