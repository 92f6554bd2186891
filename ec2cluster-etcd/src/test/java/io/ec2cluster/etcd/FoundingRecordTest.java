package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.group.GroupMember;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FoundingRecordTest {
  private static final int RECORD_LENGTH = 1500;

  /** Instance ids and the names that EC2 gives to the public. */
  private static List<GroupMember> nodes(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              String host =
                  "ec2-203-0-113-%d.ap-southeast-2.compute.amazonaws.com".formatted(100 + i);
              return new GroupMember(
                  "i-0123456789abcde%02x".formatted(i),
                  "http://" + host + ":2380",
                  "http://" + host + ":2379");
            })
        .toList();
  }

  @Property(tries = 50)
  void readsAsItWasWrittenAndFitsIntoARecord(
      @ForAll @IntRange(min = 1, max = 50) int nodes,
      @ForAll @IntRange(min = 0, max = 30) int foundedAnew) {
    FoundingRecord record = FoundingRecord.first(nodes(nodes), "maindb-0123456789abcdef");
    for (int i = 0; i < foundedAnew; i++) {
      record = record.next(nodes(nodes), "maindb-%016x".formatted(i));
    }
    for (String founder : record.founders().keySet()) {
      record = record.withStarted(founder);
    }
    record = record.formed();

    String text = FoundingText.of(record);

    assertThat(FoundingText.parse("etcd/maindb/founding", text)).isEqualTo(record);
    assertThat(text).hasSizeLessThanOrEqualTo(RECORD_LENGTH).isPrintable();
    assertThat(record.founders()).hasSizeLessThanOrEqualTo(FoundingRecord.MOST_FOUNDERS);
    assertThat(record.generation()).isEqualTo(foundedAnew + 1);
  }

  @Test
  void aFounderStartsOnceAndOnlyAtItsAddress() {
    List<GroupMember> nodes = nodes(3);
    GroupMember first = nodes.get(0);
    FoundingRecord record = FoundingRecord.first(nodes, "token");

    assertThat(record.founderToStart(first)).contains(FoundedIds.member(first.peerUrl(), "token"));
    assertThat(record.withStarted(first.name()).founderToStart(first)).isEmpty();
    assertThat(
            record.founderToStart(
                new GroupMember(first.name(), "http://10.0.0.9:2380", first.clientUrl())))
        .isEmpty();
    assertThat(record.next(nodes, "other").founderToStart(first)).isPresent();
    assertThat(record.next(nodes, "other").earlier()).containsExactly(record.cluster());
  }

  @Test
  void whatCannotBeReadIsNamed() {
    for (String text : List.of("", "{}", "{\"format\":2}", "[1]", "{\"format\":1} x")) {
      assertThatThrownBy(() -> FoundingText.parse("etcd/maindb/founding", text))
          .as(text)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("etcd/maindb/founding");
    }
  }
}
