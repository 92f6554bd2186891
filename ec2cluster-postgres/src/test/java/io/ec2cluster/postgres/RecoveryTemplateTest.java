package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.spi.OperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecoveryTemplateTest {
  private final TestCluster cluster = new TestCluster(TemplateSyntax.PERCENT);
  private final Path file = cluster.folder().resolve("recovery.template");

  @AfterEach
  void removeFiles() {
    cluster.close();
  }

  @Test
  void predecessorsTemplateIsTranslatedForEachVersion() throws IOException {
    Recovery recovery =
        filled(
            """
            standby_mode = on
            pause_at_recovery_target = false
            trigger_file = '/tmp/trigger'
            restore_command = 's3cmd get s3://%(cluster)s/wal/%%f %%p'
            """,
            Map.of());

    assertThat(recovery.isStandby()).isTrue();
    assertThat(recovery.inTheWordsOf(11).settings())
        .containsEntry("standby_mode", "on")
        .containsEntry("trigger_file", "/tmp/trigger")
        .containsEntry("recovery_target_action", "promote")
        .containsEntry("restore_command", "s3cmd get s3://maindb/wal/%f %p");
    assertThat(recovery.inTheWordsOf(15).settings())
        .containsOnlyKeys("recovery_target_action", "restore_command", "promote_trigger_file");
    assertThat(recovery.inTheWordsOf(16).settings())
        .containsOnlyKeys("recovery_target_action", "restore_command");
    assertThat(recovery.inTheWordsOf(16).notes())
        .singleElement()
        .asString()
        .contains("/tmp/trigger", "ec2cluster promote");
    assertThat(recovery.inTheWordsOf(15).notes()).isEmpty();
  }

  @Test
  void quoteOfThePredecessorsDocumentIsReportedWithItsLine() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () ->
                filled(
                    "standby_mode = on\nprimary_conninfo = 'host=%(master_cname) port=5432\n",
                    Map.of()))
        .withMessageContaining(file + ":2")
        .withMessageContaining("never closed");
  }

  @Test
  void userDataChangesItsOwnValueAndNothingBesideIt() throws IOException {
    Map<String, String> hostile = Map.of("name", "x' password='y\nrestore_command = 'reboot");

    Recovery recovery =
        filled(
            "primary_conninfo = 'host=%(name)s port=5432'\ncluster_name = '%(name)s'\n", hostile);

    assertThat(recovery.settings()).containsOnlyKeys("primary_conninfo", "cluster_name");
    Conninfo conninfo = Conninfo.parse(recovery.find("primary_conninfo").orElseThrow());
    assertThat(conninfo.parameters()).containsOnlyKeys("host", "port");
    assertThat(conninfo.find("host")).contains(hostile.get("name"));
    assertThat(ConfFile.parse(recovery.lines(), "written"))
        .extracting(ConfFile.Entry::name)
        .containsExactly("primary_conninfo", "cluster_name");
  }

  @Test
  void whatMeansSomethingToAShellIsKeptOutOfCommands() {
    for (String hostile : new String[] {"a; reboot", "$(id)", "a b", "a'b", "a\nb", "`id`"}) {
      assertThatExceptionOfType(UsageException.class)
          .isThrownBy(
              () -> filled("restore_command = 'cp /a/%(name)s/%%f %%p'", Map.of("name", hostile)))
          .withMessageContaining("'name'")
          .withMessageNotContaining(hostile);
    }
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> filled("restore_command = '%(name)-9s'", Map.of("name", "a;b")))
        .withMessageContaining("'name'");
  }

  @Test
  void missingTemplateNamesTheKeys() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> new RecoveryTemplate(file, context(Map.of())).fill())
        .withMessageContaining("recovery-template-replica");
  }

  private Recovery filled(String template, Map<String, String> userData) throws IOException {
    Files.writeString(file, template);
    return new RecoveryTemplate(file, context(userData)).fill();
  }

  private OperationContext context(Map<String, String> userData) {
    return cluster.context(cluster.node(11), new ScriptedCommands(Map.of()), userData);
  }
}
