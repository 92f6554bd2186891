package io.ec2cluster.etcd.group;

import java.time.Duration;
import java.util.List;

/**
 * The hooks by which a group holds this node when it arrives and when it departs. Every call throws
 * {@link io.ec2cluster.EnvironmentException} where it fails. For use by one thread.
 */
public interface LifecycleHooks {
  /** When a hook holds an instance. */
  enum Transition {
    LAUNCHING,
    TERMINATING
  }

  /**
   * A hook.
   *
   * @param name its name
   * @param patience how long it holds an instance after the last sign of life
   */
  record Hook(String name, Duration patience) {}

  /** The hooks of a transition. */
  List<Hook> find(Transition transition);

  /** Tells that it need hold this node no longer. Where it does not hold it, that is well. */
  void complete(Hook hook);

  /** Tells that this node needs longer. Where it does not hold it, that is well. */
  void prolong(Hook hook);

  /** Of a group that has none. */
  static LifecycleHooks none() {
    return new LifecycleHooks() {
      @Override
      public List<Hook> find(Transition transition) {
        return List.of();
      }

      @Override
      public void complete(Hook hook) {}

      @Override
      public void prolong(Hook hook) {}
    };
  }
}
