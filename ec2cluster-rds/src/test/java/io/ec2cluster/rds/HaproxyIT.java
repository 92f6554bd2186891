package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HAProxy file over the stand-in; HAProxy itself checks it. Each reload keeps a copy. */
class HaproxyIT {
  private static final String SMALL = "db.t3.micro";
  private static final String LARGE = "db.r6g.large";

  private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeAll
  static void haproxyIsInstalled() {
    InstalledProgram.find("haproxy", "haproxy");
  }

  @BeforeEach
  void nameFile(@TempDir Path fresh) {
    folder = fresh;
    file = folder.resolve("cluster1.cfg");
  }

  @Test
  void availableReplicasAreListedAndTheMasterBehindThem() throws IOException {
    try (RdsStage stage = stage(3, 2, "")) {
      stage.account().put(StandInInstance.replica("s3", "m1", SMALL).in("creating"));

      Report report = haproxy(stage);

      assertThat(report.message()).startsWith("done");
      assertThat(servers(file)).containsExactly("s1", "s2", "m1");
      assertThat(Files.readString(file))
          .contains("    server s2 s2.abc.eu-west-1.rds.amazonaws.com:3306\n")
          .contains("    server m1 m1.abc.eu-west-1.rds.amazonaws.com:3306 backup\n");
      assertThat(mode(file)).isEqualTo("rw-r--r--");
      assertThat(reloads()).hasSize(1);
      assertThat(names())
          .containsExactlyInAnyOrder("cluster1.cfg", "cluster1.cfg.loaded", "reload-1");
    }
  }

  @Test
  void secondRunReloadsNothing() throws IOException {
    try (RdsStage stage = stage(2, 2, "")) {
      haproxy(stage);

      Report again = haproxy(stage);

      assertThat(again.message()).startsWith("already so");
      assertThat(reloads()).hasSize(1);
    }
  }

  @Test
  void modeOfTheFileIsKept() throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    try (RdsStage stage = stage(1, 1, "")) {
      haproxy(stage);

      assertThat(servers(file)).containsExactly("s1", "m1");
      assertThat(mode(file)).isEqualTo("rw-r-----");
    }
  }

  @Test
  void reloadThatFailedIsRepeatedByTheNextRun() throws IOException {
    Path broken = Files.createFile(folder.resolve("broken"));
    try (RdsStage stage = stage(1, 1, "")) {
      Report failed = haproxy(stage);
      Files.delete(broken);
      Report again = haproxy(stage);
      Report third = haproxy(stage);

      assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(failed.message()).contains("was written, and", "failed");
      assertThat(again.message()).startsWith("done");
      assertThat(third.message()).startsWith("already so");
      assertThat(reloads()).hasSize(1);
    }
  }

  @Test
  void textThatWasLoadedBeforeIsLoadedAgainAfterSomebodyElsesEdit() throws IOException {
    try (RdsStage stage = stage(1, 1, "")) {
      haproxy(stage);
      Files.writeString(file, Files.readString(file).replace("retries 3", "retries 1"));

      haproxy(stage);

      assertThat(Files.readString(file)).contains("retries 3");
      assertThat(reloads()).hasSize(2);
    }
  }

  @Test
  void fileThatHaproxyDoesNotTakeIsNotPutInPlace() throws IOException {
    Path main = folder.resolve("main.conf");
    Files.writeString(main, "global\n");
    try (RdsStage stage = stage(2, 2, ", main: " + main)) {
      haproxy(stage);
      String before = Files.readString(file);
      stage.account().remove("s2");
      Files.writeString(main, "no such section\n");

      Report report = haproxy(stage);

      assertThat(report.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(report.message()).contains("stays as it was", "unknown keyword 'such'");
      assertThat(Files.readString(file)).isEqualTo(before);
      assertThat(reloads()).hasSize(1);
      assertThat(names()).noneMatch(name -> name.contains("check"));
    }
  }

  @Test
  void fileOfSomebodyElseIsRefused() throws IOException {
    Files.writeString(file, "listen mysql\n");
    try (RdsStage stage = stage(1, 1, "")) {
      Report report = haproxy(stage);
      Report sized = stage.create("cluster1");

      assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(sized.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(Files.readString(file)).isEqualTo("listen mysql\n");
    }
  }

  @Test
  void replicaThatRdsWorksOnStaysAndANewOneWaits() throws IOException {
    try (RdsStage stage = stage(2, 1, "")) {
      haproxy(stage);
      stage.account().put(StandInInstance.replica("s1", "m1", SMALL).in("backing-up"));
      stage.account().put(StandInInstance.replica("s2", "m1", SMALL).in("backing-up"));

      haproxy(stage);

      assertThat(servers(file)).containsExactly("s1", "m1");
    }
  }

  @Test
  void createdReplicasAreListedOnceTheyAreAvailable() throws IOException {
    try (RdsStage stage = stage(2, 1, "")) {
      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(servers(file)).containsExactly("s1", "s2", "m1");
      assertThat(reloads()).hasSize(1);
      assertThat(stage.create("cluster1").message()).startsWith("already so");
    }
  }

  @Test
  void surplusLeavesHaproxyBeforeItIsDeleted() throws IOException {
    try (RdsStage stage = stage(3, 3, "")) {
      haproxy(stage);
      Path broken = Files.createFile(folder.resolve("broken"));

      Report failed = stage.create("cluster1", 2);
      List<String> deletedWhileItFailed = stage.account().deleted();
      List<String> meanwhile = servers(file);
      Files.delete(broken);
      haproxy(stage);
      List<String> afterAnotherWriter = servers(file);
      Report done = stage.create("cluster1", 2);

      assertThat(failed.outcome()).isEqualTo(Outcome.ENVIRONMENT_FAILED);
      assertThat(deletedWhileItFailed).isEmpty();
      assertThat(meanwhile).containsExactly("s1", "s2", "m1");
      assertThat(afterAnotherWriter).containsExactly("s1", "s2", "m1");
      assertThat(done.message()).startsWith("done");
      assertThat(stage.account().deleted()).containsExactly("s3");
      assertThat(stage.create("cluster1", 2).message()).startsWith("already so");
      assertThat(reloads()).hasSize(2);
    }
  }

  @Test
  void replicaThatWasLedOutAndIsWantedAgainComesBack() throws IOException {
    try (RdsStage stage = stage(2, 2, "")) {
      haproxy(stage);
      Path broken = Files.createFile(folder.resolve("broken"));
      stage.create("cluster1", 1);
      Files.delete(broken);

      Report report = stage.create("cluster1", 2);

      assertThat(report.message()).startsWith("done");
      assertThat(servers(file)).containsExactly("s1", "s2", "m1");
    }
  }

  @Test
  void replicaIsOutOfHaproxyWhileItsClassChanges() throws IOException {
    try (RdsStage stage = stage(2, 2, "")) {
      stage.account().put(StandInInstance.replica("s1", "m1", LARGE));
      haproxy(stage);

      Report report = stage.create("cluster1");

      assertThat(report.message()).startsWith("done");
      assertThat(reloads())
          .containsExactly(
              List.of("s1", "s2", "m1"), List.of("s2", "m1"), List.of("s1", "s2", "m1"));
    }
  }

  @Test
  void modifyInstanceDoesTheSame() throws IOException {
    try (RdsStage stage = stage(2, 2, "")) {
      haproxy(stage);

      Report report =
          stage.run(
              "modify-instance", Map.of("id", List.of("s2"), "instance-class", List.of(LARGE)));

      assertThat(report.message()).startsWith("done");
      assertThat(reloads())
          .containsExactly(
              List.of("s1", "s2", "m1"), List.of("s1", "m1"), List.of("s1", "s2", "m1"));
    }
  }

  @Test
  void promotedReplicaLeavesHaproxyBefore() throws IOException {
    try (RdsStage stage = stage(2, 2, "")) {
      haproxy(stage);

      Report report = stage.run("promote", Map.of("id", List.of("s2"), "yes", List.of()));

      assertThat(report.message()).startsWith("done");
      assertThat(reloads()).containsExactly(List.of("s1", "s2", "m1"), List.of("s1", "m1"));
      assertThat(haproxy(stage).message()).startsWith("already so");
    }
  }

  @Test
  void clusterWithoutASectionIsToldWhatToAdd() {
    try (RdsStage stage = new RdsStage("{clusters: {cluster1: {master: {instance-id: m1}}}}")) {
      Report report = haproxy(stage);

      assertThat(report.outcome()).isEqualTo(Outcome.BAD_USAGE);
      assertThat(report.message()).contains("haproxy: {file: /etc/haproxy/conf.d/cluster1.cfg}");
    }
  }

  private static Report haproxy(RdsStage stage) {
    return stage.run("haproxy", Map.of("cluster", List.of("cluster1")));
  }

  private RdsStage stage(int listed, int there, String more) {
    String replicas =
        IntStream.rangeClosed(1, listed)
            .mapToObj(i -> "{id: s%d, instance-class: %s}".formatted(i, SMALL))
            .collect(Collectors.joining(", "));
    String reload =
        "[sh, -c, 'test ! -e \"$1\"/broken && cp \"$0\" \"$1\"/reload-$(($(ls \"$1\" | grep -c reload-) + 1))', %s, %s]"
            .formatted(file, folder);
    RdsStage stage =
        new RdsStage(
            "{clusters: {cluster1: {master: {instance-id: m1}, replicas: [%s], haproxy: {file: %s, reload: %s%s}}}}"
                .formatted(replicas, file, reload, more));
    stage.account().put(StandInInstance.standalone("m1", SMALL));
    IntStream.rangeClosed(1, there)
        .forEach(i -> stage.account().put(StandInInstance.replica("s" + i, "m1", SMALL)));
    return stage;
  }

  private static List<String> servers(Path of) throws IOException {
    return Files.readAllLines(of).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("server "))
        .map(line -> line.split(" ", -1)[1])
        .toList();
  }

  private List<List<String>> reloads() throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (int i = 1; Files.exists(folder.resolve("reload-" + i)); i++) {
      all.add(servers(folder.resolve("reload-" + i)));
    }
    return all;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  private static String mode(Path of) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(of));
  }
}
