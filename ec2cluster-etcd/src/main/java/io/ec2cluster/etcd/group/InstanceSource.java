package io.ec2cluster.etcd.group;

import io.ec2cluster.spi.InstanceState;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a group's instances are listed. Every call throws {@link
 * io.ec2cluster.EnvironmentException} where it fails. For use by one thread.
 */
public interface InstanceSource {
  /** The group as it is now; empty where there is none. */
  Optional<ScalingApi.State> find();

  /** The hosts by which members reach instances of the group, by their ids. */
  Map<String, String> hosts(Collection<String> instanceIds);

  /** What is known of instances, in the group or out of it, by their ids. */
  Map<String, InstanceState> states(Set<String> instanceIds);

  /** The hooks of the group that an instance is in. */
  LifecycleHooks hooks(Supplier<String> instance);

  /** What was looked for and where, for messages. */
  String words();
}
