package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ec2cluster.Outcome;
import io.ec2cluster.config.ConfigurationScope.Given;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  record Engine(
      @Setting("where the data is") Path dataDirectory,
      @Setting(value = "port", defaultValue = "5432") int port,
      @Setting("password") Optional<Secret> password,
      @Setting(value = "how far behind", defaultValue = "16MiB") DataSize maxLag,
      @Setting(value = "arguments", defaultValue = "[run, --fast]") List<String> start,
      @Setting(value = "more", alias = "env") Map<String, String> environment,
      @Setting("template") Optional<Template> recoveryTemplate) {}

  private static final ConfigurationScope SCOPE =
      ConfigurationScope.of(
          Map.of("PASS", "hunter2", "NAME", "maindb"), Map.of("db", Engine.class));

  private static final String EXAMPLE =
      """
      cluster: maindb   # comment
      engine: db
      cloud: Local
      local-dir: /var/lib/ec2cluster
      aws: {region: eu-west-1, profile: elb-control}
      dns:
        zone-id: Z123
        primary-name: "primary.{{cluster}}.example.com"
        ttl: 30s
      hooks:
        on-failure: [/bin/notify, "${NAME}"]
      db:
        data-directory: /data
        password: ${PASS}
        max-lag: 1GiB
        env: {LANG: C, PGPASSWORD: "${PASS}"}
      """;

  @Test
  void yamlBecomesTypedRecords() {
    Configuration configuration = Configuration.parse("c.yaml", EXAMPLE, SCOPE);

    ClusterSettings cluster = configuration.cluster();
    assertThat(cluster.cluster()).contains("maindb");
    assertThat(cluster.cloud()).isEqualTo(ClusterSettings.CloudKind.LOCAL);
    assertThat(cluster.localDir()).contains(Path.of("/var/lib/ec2cluster"));
    assertThat(cluster.aws().region()).contains("eu-west-1");
    assertThat(cluster.dns().ttl()).isEqualTo(Duration.ofSeconds(30));
    assertThat(cluster.dns().primaryName())
        .contains(new Template("primary.{{cluster}}.example.com", "c.yaml:8"));
    assertThat(cluster.hooks().onFailure()).contains(Hook.of("/bin/notify", "maindb"));
    Engine engine = configuration.section("db", Engine.class);
    assertThat(engine.password()).contains(Secret.of("hunter2"));
    assertThat(engine.maxLag()).isEqualTo(new DataSize(1L << 30));
    assertThat(engine.port()).isEqualTo(5432);
    assertThat(engine.start()).containsExactly("run", "--fast");
    assertThat(engine.environment())
        .containsExactly(Map.entry("LANG", "C"), Map.entry("PGPASSWORD", "hunter2"));
  }

  @Test
  void jsonWithCommentsIsReadWhateverTheFileIsCalled() {
    String json =
        """
        // a comment
        {
          "cluster": "a", /* another */ # and another
          "dns": {"ttl": "5m", "weight": 7}
        }
        """;

    for (String name : List.of("c.json", "c.yaml", "c")) {
      Configuration configuration = Configuration.parse(name, json, SCOPE);
      assertThat(configuration.cluster().cluster()).contains("a");
      assertThat(configuration.cluster().dns().weight()).isEqualTo(7);
    }
  }

  @Test
  void flowYamlThatStartsWithABraceIsRead() {
    Configuration configuration =
        Configuration.parse("c.yaml", "{cluster: a, dns: {ttl: 5m}}", SCOPE);

    assertThat(configuration.cluster().dns().ttl()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void nothingAtAllIsFineAndGivesTheDefaults() {
    for (String text : List.of("", "# nothing\n", "---\n", "~", "{}", "cluster:\n")) {
      ClusterSettings cluster = Configuration.parse("c.yaml", text, SCOPE).cluster();
      assertThat(cluster.cluster()).isEmpty();
      assertThat(cluster.cloud()).isEqualTo(ClusterSettings.CloudKind.AWS);
      assertThat(cluster.roleDeadline()).isEqualTo(Duration.ofMinutes(10));
      assertThat(cluster.aws()).isEqualTo(ClusterSettings.Aws.defaults());
      assertThat(cluster.hooks()).isEqualTo(Hooks.none());
    }
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsLine() {
    String text =
        """
        cluster: -x
        clowd: aws
        cloud: asw
        role-deadline: 10
        dns:
          zone-id: Z1
          zone: example.com
        db:
          port: 5432x
          password: hunter2
          start: run fast
          max-lag: ${LAG}
        postgers: {}
        """;

    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class, () -> Configuration.parse("c.yaml", text, SCOPE));

    assertThat(thrown.outcome()).isEqualTo(Outcome.BAD_USAGE);
    assertThat(thrown.problems())
        .extracting(Object::toString)
        .satisfiesExactlyInAnyOrder(
            problem ->
                assertThat(problem)
                    .startsWith("c.yaml:1: cluster: found '-x', expected a DNS label"),
            problem ->
                assertThat(problem)
                    .startsWith("c.yaml:2: clowd: found an unknown key, expected one of ")
                    .endsWith("; did you mean 'cloud'?"),
            problem ->
                assertThat(problem)
                    .isEqualTo(
                        "c.yaml:3: cloud: found 'asw', expected aws or local; did you mean 'aws'?"),
            problem ->
                assertThat(problem)
                    .isEqualTo(
                        "c.yaml:4: role-deadline: found '10', expected a duration such as 500ms, 30s, 5m, 2h, 1d"),
            problem -> assertThat(problem).startsWith("c.yaml:7: dns.zone: found beside zone-id"),
            problem ->
                assertThat(problem)
                    .startsWith(
                        "c.yaml:8: db.data-directory: found nothing, expected a path: where the data is"),
            problem ->
                assertThat(problem)
                    .startsWith("c.yaml:9: db.port: found '5432x', expected a whole number"),
            problem ->
                assertThat(problem)
                    .startsWith(
                        "c.yaml:10: db.password: found (hidden), expected ${ENV_VAR} or file:/path"),
            problem ->
                assertThat(problem)
                    .isEqualTo(
                        "c.yaml:11: db.start: found a single value, expected a list such as [first, second]"),
            problem ->
                assertThat(problem)
                    .isEqualTo(
                        "c.yaml:12: db.max-lag: found '${LAG}', expected the environment variable LAG to be set"),
            problem -> assertThat(problem).startsWith("c.yaml:13: postgers: found an unknown key"));
    assertThat(thrown).hasMessageStartingWith("11 problems in the configuration:\n  c.yaml:");
    assertThat(thrown).message().hasLineCount(12);
  }

  @Test
  void aConstructorThatRefusesIsReportedAtItsKey() {
    assertThat(problems("engine: x\ncluster: a.b\n"))
        .containsExactly(
            "c.yaml:2: cluster: found 'a.b', expected a DNS label: 1 to 63 letters, digits and '-', no '-' at its ends");
    assertThat(problems("dns:\n  weight: 256\n"))
        .containsExactly("c.yaml:2: dns.weight: found 256, expected a weight from 0 to 255");
    assertThat(problems("dns:\n  ttl: 1500ms\n"))
        .singleElement()
        .asString()
        .startsWith("c.yaml:2: dns.ttl: ");
  }

  @Test
  void scalarsOfYamlKeepTheTextThatWasWritten() {
    assertThat(Configuration.parse("c.yaml", "cluster: 007", SCOPE).cluster().cluster())
        .contains("007");
    assertThat(Configuration.parse("c.yaml", "engine: no", SCOPE).cluster().engine())
        .contains("no");
    assertThat(Configuration.parse("c.yaml", "engine: 1_0.50", SCOPE).cluster().engine())
        .contains("1_0.50");
    assertThat(
            Configuration.parse("c.yaml", "dns: {weight: \"3\"}", SCOPE).cluster().dns().weight())
        .isEqualTo(3);
    assertThat(problems("dns: {weight: 010}")).singleElement().asString().contains("found '010'");
    assertThat(problems("aws: {tag-role: yes}"))
        .containsExactly("c.yaml:1: aws.tag-role: found 'yes', expected true or false");
  }

  @Test
  void duplicateKeysAnchorsAliasesAndTagsAreRefused() {
    assertThat(problems("cluster: a\nengine: x\ncluster: b\n"))
        .containsExactly(
            "c.yaml:3: cluster: found the key again, expected it once; it stands at c.yaml:1");
    assertThat(problems("{\"dns\": {\"ttl\": \"1s\",\n\"ttl\": \"1s\"}}"))
        .containsExactly(
            "c.yaml:2: dns.ttl: found the key again, expected it once; it stands at c.yaml:1");
    assertThat(problems("aws: &a\n  region: x\ndns: *a\nengine: !x y\n"))
        .containsExactly(
            "c.yaml:1: aws: found an anchor (&), expected the value itself, written out",
            "c.yaml:3: dns: found an alias (*), expected the value itself, written out",
            "c.yaml:4: engine: found a tag (!), expected the value itself, written out");
    assertThat(problems("cluster: a\n---\ncluster: b\n"))
        .singleElement()
        .asString()
        .contains("a second document");
  }

  @Test
  void whatIsNeitherYamlNorJsonIsReportedWithLineAndColumnAndWithoutItsText() {
    assertThat(problems("a: b: hunter2\n"))
        .containsExactly("c.yaml:1: column 5: not YAML: mapping values are not allowed here");
    assertThat(problems("cluster: a\nengine: 'hunter2\n\n"))
        .containsExactly(
            "c.yaml:4: column 1: not YAML: found unexpected end of stream while scanning a quoted scalar from line 2");
    assertThatThrownBy(() -> Configuration.parse("c.json", "{\"password\": hunter2}", SCOPE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("c.json:1: column 21: not JSON: Unrecognized token:")
        .hasMessageNotContaining("hunter2");
    assertThat(problems("{\"cluster\": \"a\",\n // comment\n \"dns\" {}}"))
        .singleElement()
        .asString()
        .startsWith("c.yaml:3: column 8: not JSON: Unexpected character ('{'");
    assertThat(problems("[a, b]"))
        .containsExactly(
            "c.yaml:1: found a list, expected keys with values, such as 'cluster: maindb'");
    assertThat(problems("[".repeat(100_000)))
        .singleElement()
        .asString()
        .contains("more than 32 levels");
  }

  @Test
  void keysWithoutSectionsAndSectionsWithoutKeysAreTold() {
    assertThat(problems("dns: x\naws: [a]\n"))
        .containsExactly(
            "c.yaml:2: aws: found a list, expected a section of keys",
            "c.yaml:1: dns: found a single value, expected a section of keys");
    assertThat(problems("db:\n"))
        .singleElement()
        .asString()
        .startsWith("c.yaml:1: db.data-directory: found nothing");
    assertThat(problems("db: {data-directory: /x, env: {}, environment: {}}"))
        .containsExactly(
            "c.yaml:1: db.environment: found it under two names: environment and env, expected one of them");
  }

  @Test
  void theCommandLineWinsOverTheFile() {
    ConfigurationScope scope =
        SCOPE.withGiven(
            Map.of(
                "aws.region", new Given("us-east-1", "--region"),
                "dns.ttl", new Given("5s", "--ttl")));

    Configuration configuration =
        Configuration.parse("c.yaml", "aws: {region: x, profile: p}", scope);

    assertThat(configuration.cluster().aws().region()).contains("us-east-1");
    assertThat(configuration.cluster().aws().profile()).contains("p");
    assertThat(configuration.effective())
        .contains(new EffectiveSetting("aws.region", "us-east-1", "--region"))
        .contains(new EffectiveSetting("dns.ttl", "5s", "--ttl"));
    assertThatThrownBy(
            () ->
                Configuration.parse(
                    "c.yaml", "", SCOPE.withGiven(Map.of("cloud", new Given("gcp", "--cloud")))))
        .hasMessageContaining("--cloud: cloud: found 'gcp', expected aws or local");
    assertThatThrownBy(() -> Configuration.parse("c.yaml", "aws: 5", scope))
        .hasMessageContaining("c.yaml:1: aws: found a single value");
  }

  @Test
  void effectiveSettingsTellTheirOriginAndHideSecrets() {
    List<EffectiveSetting> effective = Configuration.parse("c.yaml", EXAMPLE, SCOPE).effective();

    assertThat(effective)
        .contains(
            new EffectiveSetting("cluster", "maindb", "c.yaml:1"),
            new EffectiveSetting("cloud", "local", "c.yaml:3"),
            new EffectiveSetting("role-deadline", "10m", "default"),
            new EffectiveSetting("dns.ttl", "30s", "c.yaml:9"),
            new EffectiveSetting("hooks.on-failure.command", "[/bin/notify, maindb]", "c.yaml:11"),
            new EffectiveSetting("db.password", "(hidden)", "c.yaml:14"),
            new EffectiveSetting("db.max-lag", "1GiB", "c.yaml:15"),
            new EffectiveSetting("db.port", "5432", "default"),
            new EffectiveSetting("db.environment.PGPASSWORD", "(hidden)", "c.yaml:16"));
    assertThat(effective).extracting(EffectiveSetting::key).doesNotHaveDuplicates();
    assertThat(effective.toString()).doesNotContain("hunter2");
  }

  @Test
  void oneValueMayStandForAListWhereTheSettingSaysSo() {
    record Lenient(@Setting(value = "x", single = true) List<String> program) {}
    ConfigurationScope scope = ConfigurationScope.of(Map.of(), Map.of("easy", Lenient.class));

    for (String text : List.of("easy: {program: run}", "easy: {program: [run]}")) {
      assertThat(Configuration.parse("c.yaml", text, scope).section("easy", Lenient.class))
          .isEqualTo(new Lenient(List.of("run")));
    }
  }

  @Test
  void theWayToOtherNodesIsAVectorOrAServiceOfTheBackEnd() {
    for (String text : List.of("remote: ssm", "remote: [ssm]", "cloud: aws\nremote: ssm")) {
      assertThat(Configuration.parse("c.yaml", text, SCOPE).cluster().remote())
          .containsExactly("ssm");
    }
    assertThat(
            Configuration.parse("c.yaml", "cloud: local\nremote: [ssm, -v]", SCOPE)
                .cluster()
                .remote())
        .containsExactly("ssm", "-v");
    assertThatThrownBy(() -> Configuration.parse("c.yaml", "cloud: local\nremote: ssm", SCOPE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("c.yaml:2: remote: found ssm, which is a service of AWS")
        .hasMessageContaining("expected an argument vector such as [ssh, -oBatchMode=yes]");
  }

  @Test
  void aSectionThatIsAbsentHasItsDefaultsWhereItCan() {
    record Easy(@Setting(value = "x", defaultValue = "2/3") Fraction quorum) {}
    ConfigurationScope scope =
        ConfigurationScope.of(Map.of(), Map.of("easy", Easy.class, "db", Engine.class));
    Configuration configuration = Configuration.parse("c.yaml", "", scope);

    assertThat(configuration.section("easy", Easy.class)).isEqualTo(new Easy(Fraction.of(2, 3)));
    assertThat(configuration.effective())
        .contains(new EffectiveSetting("easy.quorum", "2/3", "default"))
        .noneMatch(setting -> setting.key().startsWith("db."));
    assertThatThrownBy(() -> configuration.section("db", Engine.class))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "(no file): db.data-directory: found nothing, expected a path: where the data is");
  }

  @Test
  void everyCoreKeyIsReserved() {
    assertThat(ClusterSettings.keys())
        .contains(
            "cluster",
            "engine",
            "cloud",
            "local-dir",
            "state-dir",
            "template-syntax",
            "role-deadline",
            "aws",
            "dns",
            "hooks")
        .hasSizeGreaterThanOrEqualTo(ClusterSettings.class.getRecordComponents().length);
  }

  private static List<String> problems(String text) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> Configuration.parse("c.yaml", text, SCOPE))
        .problems()
        .stream()
        .map(Object::toString)
        .toList();
  }
}
