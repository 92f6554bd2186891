package io.ec2cluster.e2e;

import io.ec2cluster.e2e.RedisNodes.Node;
import java.io.IOException;
import java.util.List;

/** The life of Redis. */
class RedisLifeCrashIT extends LifeCrashes<Node> {
  @Override
  Cluster<Node> newCluster() throws IOException {
    RedisNodes nodes = new RedisNodes();
    return new Cluster<>(nodes, List.of(nodes.node(11), nodes.node(12), nodes.node(13)));
  }
}
