package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.etcd.api.JsonObject;
import io.ec2cluster.etcd.group.GroupMember;
import io.ec2cluster.testing.contract.Fuzz;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** etcd's answers and founding records, almost right. */
@Timeout(300)
class AnswersFuzzTest {
  @Test
  void answersOfTheGateway() {
    Fuzz.check(
        List.of(
            "{\"header\":{\"cluster_id\":\"14841639068965178418\",\"member_id\":\"10276657743932975437\",\"raft_term\":\"2\"},\"members\":[{\"ID\":\"10276657743932975437\",\"name\":\"i-1\",\"peerURLs\":[\"http://10.0.0.1:2380\"],\"clientURLs\":[],\"isLearner\":true}]}",
            "{\"error\":\"etcdserver: unhealthy cluster\",\"code\":14, \"x\": [1.5, null, false]}"),
        IOException.class,
        JsonObject::parse);
  }

  @Test
  void foundingRecords() {
    FoundingRecord first =
        FoundingRecord.first(
            List.of(
                new GroupMember("i-1", "http://10.0.0.1:2380", "http://10.0.0.1:2379"),
                new GroupMember("i-2", "http://10.0.0.2:2380", "http://10.0.0.2:2379")),
            "token-1");
    Fuzz.check(
        List.of(FoundingText.of(first), FoundingText.of(first.withStarted("i-1").formed())),
        EnvironmentException.class,
        text -> FoundingText.parse("etcd/maindb/founding", text));
  }
}
