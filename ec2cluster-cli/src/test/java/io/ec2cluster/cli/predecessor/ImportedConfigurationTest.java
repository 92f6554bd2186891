package io.ec2cluster.cli.predecessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.config.EffectiveSetting;
import io.ec2cluster.config.PythonSettings;
import io.ec2cluster.spi.EngineCatalog;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every configuration is read by the real binder, with the settings of the real engines. */
class ImportedConfigurationTest {
  private static final ConfigurationScope SCOPE = scope();

  @Test
  void everySettingOfThePostgresClusterHasItsKey() {
    ImportedConfiguration imported =
        imported(
            """
            DOMAIN = 'example.org'
            MASTER_CNAME = 'master.%%(cluster)s.%s' % DOMAIN
            SLAVE_CNAME = 'slave.%(cluster)s.' + DOMAIN
            MASTER_CNAME_TTL = 30
            SLAVE_CNAME_TTL = '120'
            ROUTE53_ZONE_ID = 'Z123'
            AWS_ACCESS_KEY_ID = 'AKIAHUSH'
            AWS_SECRET_ACCESS_KEY = 'hush'
            RECOVERY_TEMPLATE_MASTER = '/etc/m.conf'
            RECOVERY_TEMPLATE_SLAVE = '/etc/s.conf'
            PG_DIR = '/var/lib/postgresql/15/main'
            RECOVERY_FILENAME = '%s/recovery.conf' % PG_DIR
            PG_CTL = '/usr/lib/postgresql/15/bin/pg_ctl'
            PG_USER = 'postgres'
            PG_TIMEOUT = 20
            """);

    assertThat(given(imported))
        .containsExactlyInAnyOrderEntriesOf(
            ImmutableMap.<String, String>builder()
                .put("engine", "postgres")
                .put("template-syntax", "percent")
                .put("dns.zone-id", "Z123")
                .put("dns.primary-name", "master.%(cluster)s.example.org")
                .put("dns.replica-name", "slave.%(cluster)s.example.org")
                .put("dns.primary-ttl", "30s")
                .put("dns.replica-ttl", "2m")
                .put("postgres.data-directory", "/var/lib/postgresql/15/main")
                .put("postgres.bin-directory", "/usr/lib/postgresql/15/bin")
                .put("postgres.user", "postgres")
                .put("postgres.connect-timeout", "20s")
                .put("postgres.recovery-template-primary", "/etc/m.conf")
                .put("postgres.recovery-template-replica", "/etc/s.conf")
                .put("postgres.recovery-filename", "/var/lib/postgresql/15/main/recovery.conf")
                .buildOrThrow());
    assertThat(imported.notes())
        .extracting(Note::setting)
        .containsExactlyInAnyOrder(
            "SLAVE_CNAME",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "PG_USER",
            "PG_TIMEOUT",
            "RECOVERY_TEMPLATE_MASTER");
    assertThat(imported.yaml() + imported.notes()).doesNotContain("hush", "HUSH");
  }

  @Test
  void scriptsOfTheDocumentBecomeTheScriptEngines() {
    ImportedConfiguration imported =
        imported(
            """
            MASTER_CNAME = 'master.%(cluster)s.example.com'
            SLAVE_CNAME = 'slave.%(cluster)s.example.com'
            INIT_MASTER_SCRIPT = '/path/to/some_script.py'
            INIT_SLAVE_SCRIPT = '/path/to/another_script.py'
            """);

    assertThat(given(imported))
        .containsEntry("engine", "script")
        .containsEntry("script.primary", "[/path/to/some_script.py]")
        .containsEntry("script.replica", "[/path/to/another_script.py]");
    assertThat(imported.notes())
        .extracting(Note::toString)
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith("s.py:3:1: INIT_MASTER_SCRIPT: the predecessor never ran it"));
  }

  @Test
  void scriptsBesidePostgresAreNotStartedAllOfASudden() {
    ImportedConfiguration imported =
        imported("INIT_MASTER_SCRIPT = '/m'\nINIT_SLAVE_SCRIPT = '/s'\nPG_DIR = '/data'\n");

    assertThat(given(imported)).containsEntry("engine", "postgres");
    assertThat(imported.yaml()).doesNotContain("\"/m\"", "\"/s\"");
    assertThat(imported.notes())
        .extracting(Note::setting)
        .contains("INIT_MASTER_SCRIPT", "INIT_SLAVE_SCRIPT");
  }

  @Test
  void documentedNameOfTheTemplateIsTheReplicas() {
    assertThat(given(imported("RECOVERY_TEMPLATE = '/t.conf'")))
        .containsEntry("postgres.recovery-template-replica", "/t.conf")
        .containsEntry("template-syntax", "percent");

    ImportedConfiguration both =
        imported("RECOVERY_TEMPLATE = '/t.conf'\nRECOVERY_TEMPLATE_SLAVE = '/s.conf'");

    assertThat(given(both)).containsEntry("postgres.recovery-template-replica", "/s.conf");
    assertThat(both.notes()).extracting(Note::setting).contains("RECOVERY_TEMPLATE");
  }

  @Test
  void emptySettingsAreNotSet() {
    ImportedConfiguration imported =
        imported("ROUTE53_ZONE_ID = ''\nAWS_ACCESS_KEY_ID = ''\nPG_DIR = None\nSLAVE_CNAME = None");

    assertThat(given(imported)).doesNotContainKeys("dns.zone-id", "dns.replica-name");
    assertThat(imported.notes())
        .extracting(Note::toString)
        .containsExactly(
            "s.py:1:1: ROUTE53_ZONE_ID: is not given: add dns.zone-id, or dns.zone with the zone's"
                + " name",
            "s.py: MASTER_CNAME: is not given: dns.primary-name is the predecessor's default,"
                + " master.%(cluster)s.example.com");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PG_CTL = 'pg_ctl' | PG_CTL: has no equivalent where it is not a pg_ctl in a folder",
        "PG_CTL = '/usr/bin/pg_ctlcluster' | PG_CTL: has no equivalent",
        "PG_DIR = 'data' | PG_DIR: is a relative path",
        "PG_DIR = '/var/lib/postgresql/9.1/main' | before 11, which is not supported",
        "PG_CTL = '/usr/pgsql-9.6/bin/pg_ctl' | before 11, which is not supported",
        "MASTER_CNAM = 'x' | MASTER_CNAM: is no setting of the predecessor",
      })
  void whatIsNotTheSameIsNoted(String line, String note) {
    ImportedConfiguration imported = imported(line);

    assertThat(imported.notes())
        .extracting(Note::toString)
        .anySatisfy(text -> assertThat(text).contains(note));
    assertThat(imported.yaml().lines())
        .anySatisfy(comment -> assertThat(comment).startsWith("# - s.py:1:1: ").contains(note));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/var/lib/postgresql/11/main", "/usr/pgsql-17", "/srv/9/data"})
  void supportedVersionsAreNotNoted(String path) {
    assertThat(imported("PG_DIR = '" + path + "'").yaml()).doesNotContain("before 11");
  }

  @Test
  void everyWrongValueIsReportedAtOnce() {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                imported(
                    """
                    MASTER_CNAME = 'master.%(cluster).example.com'
                    SLAVE_CNAME = ['slave']
                    MASTER_CNAME_TTL = True
                    SLAVE_CNAME_TTL = -1
                    ROUTE53_ZONE_ID = 5
                    PG_TIMEOUT = 0
                    PG_USER = 'a\\nb'
                    RECOVERY_FILENAME = ('/a',)
                    """));

    assertThat(refused.problems())
        .extracting(ConfigurationProblem::toString)
        .containsExactlyInAnyOrder(
            "s.py:1:1: MASTER_CNAME: found a percent sign that begins no variable, expected"
                + " %(name)s for a variable, or %% for a percent sign",
            "s.py:2:1: SLAVE_CNAME: found a list, expected a string",
            "s.py:3:1: MASTER_CNAME_TTL: found True, expected whole seconds, from 0 to 2147483647",
            "s.py:4:1: SLAVE_CNAME_TTL: found -1, expected whole seconds, from 0 to 2147483647",
            "s.py:5:1: ROUTE53_ZONE_ID: found a whole number, expected a string",
            "s.py:6:1: PG_TIMEOUT: found 0, expected whole seconds, from 1 to 2147483647",
            "s.py:7:1: PG_USER: found a control character in the string, expected text on one line",
            "s.py:8:1: RECOVERY_FILENAME: found a tuple, expected a string");
  }

  @Property(tries = 500)
  void anyTextComesThroughAsItIs(@ForAll("texts") String text) {
    String literal = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    String percent = "'" + text.replace("%", "%%").replace("\\", "\\\\").replace("'", "\\'") + "'";

    Map<String, String> given =
        given(imported("PG_USER = " + literal + "\nMASTER_CNAME = " + percent));

    assertThat(given)
        .containsEntry("postgres.user", text)
        .containsEntry("dns.primary-name", text.replace("%", "%%"));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("ab${}:#-'\"\\ é%&*!|>[],?@`~=")
        .withCharRange('\u2010', '\u2030')
        .ofMinLength(1)
        .ofMaxLength(100);
  }

  private static ImportedConfiguration imported(String source) {
    return ImportedConfiguration.of(PythonSettings.parse("s.py", source));
  }

  /** What the file itself gives, as the binder reads it. */
  private static Map<String, String> given(ImportedConfiguration imported) {
    return Configuration.parse("imported.yaml", imported.yaml(), SCOPE).effective().stream()
        .filter(setting -> setting.origin().startsWith("imported.yaml:"))
        .collect(Collectors.toMap(EffectiveSetting::key, EffectiveSetting::value));
  }

  private static ConfigurationScope scope() {
    ImmutableMap.Builder<String, Class<? extends Record>> sections = ImmutableMap.builder();
    EngineCatalog.discover(ImportedConfigurationTest.class.getClassLoader())
        .entries()
        .forEach(entry -> sections.put(entry.module().id(), entry.module().settings()));
    return ConfigurationScope.of(Map.of(), sections.buildOrThrow());
  }
}
