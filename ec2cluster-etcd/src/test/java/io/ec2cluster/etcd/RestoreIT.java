package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots, restore and refound, with real etcd. */
@Timeout(300)
class RestoreIT {
  private static final String A = "127.75.0.11";
  private static final String B = "127.75.0.12";
  private static final String C = "127.75.0.13";
  private static final Map<String, String> ALL = Map.of("i-1", A, "i-2", B, "i-3", C);
  private static final int KEYS = 500;

  private final Path directory;

  RestoreIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private static void found(NodeStage stage) throws IOException, InterruptedException {
    stage.run("i-1", A);
    stage.run("i-2", B);
    stage.run("i-3", C);
    stage.awaitMembers(ALL);
    for (int i = 0; i < KEYS; i++) {
      stage.api(A).put("key-" + i, "value-" + i);
    }
  }

  private static void lose(NodeStage stage, String node) throws InterruptedException {
    stage.kill(node);
    OwnedFiles.deleteTree(stage.data(node));
  }

  @Test
  void everyKeyComesBackFromASnapshotAfterTheDisksOfAMajorityAreLost()
      throws IOException, InterruptedException {
    Path snapshot = directory.resolve("backup/first.snapshot");
    try (NodeStage stage = new NodeStage(directory, "size: 3")) {
      found(stage);
      EtcdId lost = stage.api(A).status().clusterId();
      NodeStage.Answer taken = stage.ask("snapshot", "i-2", B, snapshot.toString());
      assertThat(taken.exitCode()).as(stage.logText("i-2") + taken.json()).isZero();
      assertThat(taken.json()).contains("it was restored to try it", "revision");
      assertThat(Files.readString(directory.resolve("backup/first.snapshot.json")))
          .contains(lost.hex(), "\"sha256\"", "\"revision\"");
      assertThat(stage.ask("snapshot", "i-2", B, snapshot.toString()).exitCode()).isEqualTo(3);
      assertThat(stage.ask("restore", "i-1", A, snapshot.toString()).json())
          .contains("answers with a quorum");

      lose(stage, "i-1");
      lose(stage, "i-3");
      damagedSnapshotsAreRefused(stage, snapshot);
      stage.run("i-3", C);
      Eventually.holds(
          "it says what to do",
          NodeStage.PATIENCE,
          () -> stage.logText("i-3").contains("etcd restore --snapshot"));
      NodeStage.Answer restored = stage.ask("restore", "i-1", A, snapshot.toString());
      assertThat(restored.exitCode()).as(restored.json()).isZero();
      assertThat(stage.ask("restore", "i-2", B, snapshot.toString()).exitCode()).isEqualTo(3);
      stage.run("i-1", A);

      // The second node has run on all the time, without a quorum, over data of the lost cluster.
      EtcdId cluster = stage.awaitMembers(ALL);
      assertThat(cluster).isNotEqualTo(lost);
      for (int i = 0; i < KEYS; i++) {
        assertThat(stage.api(C).get("key-" + i)).contains("value-" + i);
      }
      assertThat(entries("i-2")).anyMatch(name -> name.startsWith("data.aside-"));
      assertThat(entries("i-1")).noneMatch(name -> name.contains("restoring"));
      assertThat(stage.ask("status", "i-3", C).json())
          .contains("\"state\" : \"healthy\"", "\"generation\" : 2");
    }
  }

  private void damagedSnapshotsAreRefused(NodeStage stage, Path snapshot)
      throws IOException, InterruptedException {
    byte[] whole = Files.readAllBytes(snapshot);
    Path bad = directory.resolve("bad");
    Files.write(bad, Arrays.copyOf(whole, whole.length / 2));
    assertThat(stage.ask("restore", "i-1", A, bad.toString()).exitCode()).isEqualTo(3);
    whole[whole.length / 2] ^= 1;
    Files.write(bad, whole);
    NodeStage.Answer changed = stage.ask("restore", "i-1", A, bad.toString());
    assertThat(changed.exitCode()).isEqualTo(3);
    assertThat(changed.json()).contains("no whole snapshot of etcd");
    assertThat(entries("i-1")).noneMatch(name -> name.startsWith("data"));
    assertThat(stage.ask("status", "i-1", A).json()).contains("\"generation\" : 1");
  }

  private List<String> entries(String node) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.resolve(node))) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    return names;
  }

  @Test
  void newerEtcdIsRestoredByItsOwnTool() throws IOException, InterruptedException {
    Path snapshot = directory.resolve("new.snapshot");
    Path binary = BuiltEtcd.version(BuiltEtcd.V3_6).etcd();
    try (NodeStage stage = new NodeStage(directory, "size: 1", binary)) {
      stage.run("i-1", A);
      stage.awaitMembers(Map.of("i-1", A));
      stage.api(A).put("key", "value");
      NodeStage.Answer taken = stage.ask("snapshot", "i-1", A, snapshot.toString());
      assertThat(taken.exitCode()).as(taken.json()).isZero();
      lose(stage, "i-1");

      NodeStage.Answer restored = stage.ask("restore", "i-1", A, snapshot.toString());
      assertThat(restored.exitCode()).as(restored.json()).isZero();
      stage.run("i-1", A);

      stage.awaitMembers(Map.of("i-1", A));
      assertThat(stage.api(A).get("key")).contains("value");
    }
  }

  @Test
  void refoundNeedsItsFlagAndALossAndTheNodesFoundAnew() throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: 3")) {
      found(stage);
      EtcdId lost = stage.api(A).status().clusterId();
      assertThat(stage.ask("refound", "i-1", A, "true").exitCode()).isEqualTo(3);
      lose(stage, "i-1");
      lose(stage, "i-2");
      stage.run("i-1", A);
      stage.run("i-2", B);
      Eventually.holds(
          "it says what to do",
          NodeStage.PATIENCE,
          () -> stage.logText("i-1").contains("etcd refound --accept-data-loss"));

      assertThat(stage.ask("refound", "i-1", A, "false").exitCode()).isEqualTo(2);
      NodeStage.Answer given = stage.ask("refound", "i-1", A, "true");
      assertThat(given.exitCode()).as(given.json()).isZero();

      assertThat(stage.awaitMembers(ALL)).isNotEqualTo(lost);
      assertThat(stage.api(B).get("key-1")).isEmpty();
      assertThat(entries("i-3")).anyMatch(name -> name.startsWith("data.aside-"));
    }
  }

  @Test
  void scheduledSnapshotsKeepTheNewestOfTheirOwnNames() throws IOException, InterruptedException {
    Path backup = Files.createDirectories(directory.resolve("backup"));
    Files.writeString(backup.resolve("precious.snapshot"), "not ours");
    String group = "size: 1\n  snapshots: {every: 1s, to: %s, keep: 3}".formatted(backup);
    try (NodeStage stage = new NodeStage(directory, group)) {
      stage.run("i-1", A);
      stage.awaitMembers(Map.of("i-1", A));
      Eventually.holds(
          "five were kept",
          NodeStage.PATIENCE,
          () -> stage.logText("i-1").split("kept snapshot", -1).length > 5);
      assertThat(stage.terminate("i-1")).isEqualTo(143);

      List<String> names = new ArrayList<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(backup)) {
        files.forEach(file -> names.add(String.valueOf(file.getFileName())));
      }
      assertThat(names).contains("precious.snapshot");
      assertThat(names.stream().filter(name -> name.matches("maindb-.*-r\\d+\\.snapshot")).count())
          .isBetween(3L, 4L);
      assertThat(stage.logText("i-1")).doesNotContain("no snapshot was kept");
    }
  }
}
