package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdRefusal;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.etcd.api.EtcdStatus;
import io.ec2cluster.etcd.api.MemberList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway against real etcd. */
@Timeout(600)
class EtcdApiIT {
  private static final String A = "127.71.0.1";
  private static final String B = "127.71.0.2";
  private static final String C = "127.71.0.3";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static Stream<Path> versions() {
    return Stream.of(
        RealEtcd.packaged(),
        BuiltEtcd.version(BuiltEtcd.V3_5).etcd(),
        BuiltEtcd.version(BuiltEtcd.V3_6).etcd());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void memberJoinsAsLearnerIsPromotedLeadsAndIsRemoved(Path binary, @TempDir Path directory)
      throws InterruptedException {
    try (RealEtcd etcd = new RealEtcd(directory, binary)) {
      etcd.found("api", A);
      EtcdApi api = etcd.api(A);
      api.put("greeting", "grüß Gott");
      DataIdentity data =
          new EtcdDirectory(directory.resolve(A), Time.system()).identity().orElseThrow();
      EtcdId founded = FoundedIds.member(etcd.peerUrl(A), "api");
      assertThat(data.memberId()).isEqualTo(api.status().memberId()).isEqualTo(founded);
      assertThat(data.clusterId())
          .isEqualTo(api.status().clusterId())
          .isEqualTo(FoundedIds.cluster(List.of(etcd.peerUrl(A)), "api"));

      MemberList added = api.addLearner(etcd.peerUrl(B));
      ClusterMember learner = added.findByPeerUrl(etcd.peerUrl(B)).orElseThrow();
      assertThat(learner.learner()).isTrue();
      assertThat(learner.name()).isEmpty();
      assertThatThrownBy(() -> api.promote(learner.id()))
          .isInstanceOfSatisfying(
              EtcdRefusal.class, refusal -> assertThat(refusal.isForbiddenNow()).isTrue());
      assertThatThrownBy(() -> api.addLearner(etcd.peerUrl(C)))
          .isInstanceOf(EtcdRefusal.class)
          .hasMessageContaining("too many learner");

      etcd.join(B, List.of(A, B));
      Eventually.holds(
          "the learner is promoted",
          PATIENCE,
          () -> {
            api.promote(learner.id());
            return true;
          });
      // The leader has answered; the member itself may not know of its vote yet.
      etcd.awaitHealthy(B);
      assertThat(etcd.api(B).get("greeting")).contains("grüß Gott");
      assertThat(etcd.api(B).get("nothing")).isEmpty();

      Eventually.holds(
          "the successor leads",
          PATIENCE,
          () -> {
            api.moveLeader(learner.id());
            return etcd.api(B).status().leads();
          });
      EtcdStatus status = etcd.api(B).status();
      assertThat(status.memberId()).isEqualTo(learner.id());
      assertThat(status.clusterId()).isEqualTo(added.clusterId());
      assertThat(status.version()).startsWith("3.");
      assertThat(status.databaseSize()).isPositive();
      assertThat(status.appliedIndex()).isPositive().isLessThanOrEqualTo(status.raftIndex());

      // Its peer has to have been connected for 5 s before etcd lets a voter go.
      Eventually.holds(
          "the first member is removed",
          PATIENCE,
          () -> {
            etcd.api(B).remove(added.teller());
            return true;
          });
      etcd.api(B).remove(added.teller());
      assertThat(etcd.api(B).members().members())
          .extracting(ClusterMember::name)
          .containsExactly(B);
    }
  }

  @Test
  void withoutAQuorumNothingIsConfirmedButTheStatusIsTold(@TempDir Path directory)
      throws InterruptedException {
    try (RealEtcd etcd = new RealEtcd(directory, RealEtcd.packaged())) {
      etcd.found("quorum", A, B);
      etcd.kill(B);

      assertThatThrownBy(() -> etcd.api(A).confirm()).isInstanceOf(EtcdSilence.class);

      assertThat(etcd.api(A).status().memberId()).isNotEqualTo(EtcdId.NONE);
      assertThat(etcd.api(A).members().members()).hasSize(2);
    }
  }

  @Test
  void newerVersionsDoNotTellTheirMembersWithoutAQuorum(@TempDir Path directory)
      throws InterruptedException {
    try (RealEtcd etcd = new RealEtcd(directory, BuiltEtcd.version(BuiltEtcd.V3_6).etcd())) {
      etcd.found("quorum", A, B);
      etcd.kill(B);

      assertThatThrownBy(() -> etcd.api(A).members()).isInstanceOf(EtcdSilence.class);

      assertThat(etcd.api(A).status().memberId()).isNotEqualTo(EtcdId.NONE);
    }
  }

  @Test
  void nobodyThereIsSilenceThatNamesWhoWasAsked() {
    EtcdApi nobody = EtcdGateway.access(Time.system()).at("http://127.71.0.9:1");

    assertThatThrownBy(nobody::status)
        .isInstanceOf(EtcdSilence.class)
        .hasMessageContaining("http://127.71.0.9:1");
  }
}
