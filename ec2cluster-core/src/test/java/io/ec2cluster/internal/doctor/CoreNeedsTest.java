package io.ec2cluster.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.host.Machine;
import io.ec2cluster.script.ScriptEngine;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What core looks at on a machine whose file tree a test has made. */
class CoreNeedsTest {
  private static final String AGENT = "ec2cluster-agent.service";
  private static final String TIMER = "ec2cluster-pool-check.timer";
  private static final String POOL = "dns: {zone-id: Z1, replica-name: replica.example.com}\n";
  private static final String NO_POOL = "dns: {zone-id: Z1}\n";

  private final Path root;
  private final Machine machine;

  CoreNeedsTest(@TempDir Path root) {
    this.root = root;
    this.machine = new Machine(root, List.of(root.resolve("bin")), "nobody", false);
  }

  @Test
  void theReplicaPoolNeedsTheAgentOrTheTimer() throws Exception {
    startSystemd();
    Finding none = poolCheck();
    Path timer = enable("timers.target.wants", TIMER);
    Finding byTimer = poolCheck();
    Files.delete(timer);
    enable("multi-user.target.wants", AGENT);
    Finding byAgent = poolCheck();

    assertThat(none.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(none.found()).contains("neither " + AGENT + " nor " + TIMER + " is enabled");
    assertThat(none.fix()).contains("systemctl enable --now " + AGENT);
    assertThat(byTimer).isEqualTo(Finding.ok("by " + TIMER));
    assertThat(byAgent).isEqualTo(Finding.ok("by " + AGENT));
  }

  @Test
  void theTimerBesideTheAgentIsOneTooMany() throws Exception {
    startSystemd();
    enable("timers.target.wants", TIMER);
    enable("multi-user.target.wants", AGENT);

    Finding finding = poolCheck();

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.found()).contains(AGENT, TIMER);
    assertThat(finding.fix()).isEqualTo("systemctl disable --now " + TIMER);
  }

  @Test
  void anAgentThatIsToldNotToCheckIsNoHelp() throws Exception {
    startSystemd();
    enable("multi-user.target.wants", AGENT);
    String never = POOL + "agent: {tasks: {pool check: 0s}}\n";

    Finding alone = look("pool check", never).orElseThrow();
    enable("timers.target.wants", TIMER);
    Finding beside = look("pool check", never).orElseThrow();

    assertThat(alone.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(alone.found()).contains("agent.tasks").doesNotContain(TIMER);
    assertThat(beside.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(beside.found()).contains("it ends " + TIMER);
    assertThat(beside.fix()).contains("agent.tasks");
  }

  @Test
  void cronCountsAsWellAndWithoutSystemdNothingElseIsKnown() throws Exception {
    Finding unknown = poolCheck();
    Path crontab = Files.createDirectories(root.resolve("etc/cron.d")).resolve("ec2cluster");
    Files.writeString(crontab, "# * * * * * root ec2cluster pool check\n");
    Finding commented = poolCheck();
    Files.writeString(crontab, "* * * * * root /usr/bin/ec2cluster postgres pool check\n");
    Finding byCron = poolCheck();
    startSystemd();
    enable("multi-user.target.wants", AGENT);
    Finding twice = poolCheck();

    assertThat(unknown.verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(commented.verdict()).isEqualTo(Verdict.NOT_CHECKED);
    assertThat(byCron).isEqualTo(Finding.ok("by " + crontab));
    assertThat(twice.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(twice.fix()).contains(crontab.toString());
  }

  @Test
  void withoutAPoolNothingIsSaidOfItsCheck() {
    assertThat(look("pool check", NO_POOL)).isEmpty();
  }

  @Test
  void theProgramThatReachesOtherNodesHasToBeThere() throws Exception {
    String vector =
        NO_POOL + "remote: [ssh, -oBatchMode=yes]\nremote-program: [sudo, ec2cluster]\n";
    Finding missing = look("remote", vector).orElseThrow();
    Path program = Files.createDirectories(root.resolve("bin")).resolve("ssh");
    assertThat(Files.createFile(program).toFile().setExecutable(true)).isTrue();
    Finding there = look("remote", vector).orElseThrow();

    assertThat(missing.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(missing.found()).contains("ssh is in none of the folders of PATH");
    assertThat(missing.fix()).contains("correct remote");
    assertThat(there.verdict()).isEqualTo(Verdict.OK);
    assertThat(there.found())
        .contains("ssh -oBatchMode=yes; ssh can be run", "not tried", "'sudo ec2cluster'");
    assertThat(look("remote", NO_POOL)).isEmpty();
  }

  private Finding poolCheck() {
    return look("pool check", POOL).orElseThrow();
  }

  private Optional<Finding> look(String subject, String configuration) {
    FakeOperationContext context =
        FakeOperationContext.builder()
            .settings(
                Configuration.parse(
                        "config.yaml",
                        "cluster: maindb\n" + configuration,
                        ConfigurationScope.of(Map.of(), Map.of()))
                    .cluster())
            .stateDirectory(root.resolve("state"))
            .build();
    return new CoreNeeds(List.of(new ScriptEngine()), machine)
        .inspections(context).stream()
            .filter(one -> one.subject().equals(subject))
            .findFirst()
            .map(CoreNeedsTest::finding);
  }

  private static Finding finding(Inspection inspection) {
    try {
      return inspection.finding();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private void startSystemd() throws IOException {
    Files.createDirectories(root.resolve("run/systemd/system"));
  }

  /** As {@code systemctl enable} does. */
  private Path enable(String folder, String unit) throws IOException {
    Path wants = Files.createDirectories(root.resolve("etc/systemd/system").resolve(folder));
    return Files.createSymbolicLink(wants.resolve(unit), Path.of("/etc/systemd/system", unit));
  }
}
