package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HooksTest {
  private static final ConfigurationScope SCOPE = ConfigurationScope.of(Map.of(), Map.of());

  @Test
  void aListIsShortForTheCommandOfAHook() {
    Hooks hooks =
        read(
            """
            hooks:
              timeout: 30s
              before-start: [/opt/db/mount, /data]
              after-publish: {command: [/opt/db/tell], timeout: 5s, policy: fail}
              on-failure: [/bin/notify]
              before-demote: []
            """);

    assertThat(hooks.byName())
        .containsOnly(
            Map.entry("before-start", Hook.of("/opt/db/mount", "/data")),
            Map.entry(
                "after-publish",
                new Hook(
                    List.of("/opt/db/tell"),
                    Optional.of(Duration.ofSeconds(5)),
                    Optional.of(Hook.Policy.FAIL))),
            Map.entry("on-failure", Hook.of("/bin/notify")));
    assertThat(hooks.timeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void everyHookIsKnownByItsName() {
    List<String> names =
        Stream.concat(
                Stream.of(
                        "prepare",
                        "start",
                        "publish",
                        "promote",
                        "demote",
                        "join-pool",
                        "leave-pool")
                    .flatMap(phase -> Stream.of("before-" + phase, "after-" + phase)),
                Stream.of("on-failure"))
            .toList();

    for (String name : names) {
      Map<String, Hook> one = Map.of(name, Hook.of("/bin/" + name));

      assertThat(Hooks.of(one).byName()).isEqualTo(one);
      assertThat(read("hooks: {%s: [/bin/%s]}".formatted(name, name)).byName()).isEqualTo(one);
    }
    assertThatThrownBy(() -> Hooks.of(Map.of("before-lunch", Hook.of("x"))))
        .hasMessageContaining("before-lunch");
  }

  @Test
  void everyMistakeIsReportedAtItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    hooks:
                      befor-start: [x]
                      after-start: 5
                      before-publish: {command: [" "]}
                      after-publish: {command: [x], timeout: 0s}
                      before-promote: {command: [x], policy: ignore}
                      on-failure: {command: [x], policy: fail}
                    """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("c.yaml:2: hooks.befor-start: found an unknown key")
        .hasMessageContaining("did you mean 'before-start'")
        .hasMessageContaining(
            "c.yaml:3: hooks.after-start: found a single value, expected a section")
        .hasMessageContaining("or the list 'command' alone")
        .hasMessageContaining("c.yaml:4: hooks.before-publish.command: found a blank program")
        .hasMessageContaining("c.yaml:5: hooks.after-publish.timeout: found PT0S")
        .hasMessageContaining("c.yaml:6: hooks.before-promote.policy: found 'ignore'");
    assertThatThrownBy(() -> read("hooks: {on-failure: {command: [x], policy: fail}}"))
        .hasMessageContaining("hooks.on-failure: found policy fail, expected warn");
  }

  private static Hooks read(String text) {
    return Configuration.parse("c.yaml", text, SCOPE).cluster().hooks();
  }
}
