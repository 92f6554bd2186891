package io.ec2cluster.config;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The {@code hooks} section; its keys are the names of the hooks. */
public record Hooks(
    @Setting("run before the data and settings of a role are made") Optional<Hook> beforePrepare,
    @Setting("run after the data and settings of a role are made") Optional<Hook> afterPrepare,
    @Setting("run before the engine is started") Optional<Hook> beforeStart,
    @Setting("run after the engine is started") Optional<Hook> afterStart,
    @Setting("run before the primary name points here") Optional<Hook> beforePublish,
    @Setting("run after the primary name points here") Optional<Hook> afterPublish,
    @Setting("run before a replica becomes the primary") Optional<Hook> beforePromote,
    @Setting("run after a replica becomes the primary") Optional<Hook> afterPromote,
    @Setting("run before a primary becomes a replica") Optional<Hook> beforeDemote,
    @Setting("run after a primary becomes a replica") Optional<Hook> afterDemote,
    @Setting("run before this replica joins the pool") Optional<Hook> beforeJoinPool,
    @Setting("run after this replica joins the pool") Optional<Hook> afterJoinPool,
    @Setting("run before this replica leaves the pool") Optional<Hook> beforeLeavePool,
    @Setting("run after this replica leaves the pool") Optional<Hook> afterLeavePool,
    @Setting("run after an operation has failed") Optional<Hook> onFailure,
    @Setting(value = "how long a hook may take", defaultValue = "1m") Duration timeout) {
  private static final String ON_FAILURE = "on-failure";

  /** Refuses a time-out that is none, and a failure that should fail because a hook fails. */
  public Hooks {
    Hook.checkTimeout(timeout);
    if (onFailure.flatMap(Hook::policy).equals(Optional.of(Hook.Policy.FAIL))) {
      throw new InvalidSettingException(
          ON_FAILURE, "found policy fail, expected warn or none: the operation has failed already");
    }
  }

  /** No hooks. */
  public static Hooks none() {
    return of(Map.of());
  }

  /**
   * Hooks by their names, such as {@code before-start}; a minute for each.
   *
   * @throws IllegalArgumentException if there is no hook of a name
   */
  public static Hooks of(Map<String, Hook> hooks) {
    Map<String, Hook> left = new HashMap<>(hooks);
    Hooks made =
        new Hooks(
            Optional.ofNullable(left.remove("before-prepare")),
            Optional.ofNullable(left.remove("after-prepare")),
            Optional.ofNullable(left.remove("before-start")),
            Optional.ofNullable(left.remove("after-start")),
            Optional.ofNullable(left.remove("before-publish")),
            Optional.ofNullable(left.remove("after-publish")),
            Optional.ofNullable(left.remove("before-promote")),
            Optional.ofNullable(left.remove("after-promote")),
            Optional.ofNullable(left.remove("before-demote")),
            Optional.ofNullable(left.remove("after-demote")),
            Optional.ofNullable(left.remove("before-join-pool")),
            Optional.ofNullable(left.remove("after-join-pool")),
            Optional.ofNullable(left.remove("before-leave-pool")),
            Optional.ofNullable(left.remove("after-leave-pool")),
            Optional.ofNullable(left.remove(ON_FAILURE)),
            Duration.ofMinutes(1));
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("no hooks have the names " + left.keySet());
    }
    return made;
  }

  /** Those that are configured, by name. */
  public Map<String, Hook> byName() {
    ImmutableMap.Builder<String, Hook> hooks = ImmutableMap.builder();
    add(hooks, "before-prepare", beforePrepare);
    add(hooks, "after-prepare", afterPrepare);
    add(hooks, "before-start", beforeStart);
    add(hooks, "after-start", afterStart);
    add(hooks, "before-publish", beforePublish);
    add(hooks, "after-publish", afterPublish);
    add(hooks, "before-promote", beforePromote);
    add(hooks, "after-promote", afterPromote);
    add(hooks, "before-demote", beforeDemote);
    add(hooks, "after-demote", afterDemote);
    add(hooks, "before-join-pool", beforeJoinPool);
    add(hooks, "after-join-pool", afterJoinPool);
    add(hooks, "before-leave-pool", beforeLeavePool);
    add(hooks, "after-leave-pool", afterLeavePool);
    add(hooks, ON_FAILURE, onFailure);
    return hooks.buildOrThrow();
  }

  private static void add(
      ImmutableMap.Builder<String, Hook> hooks, String name, Optional<Hook> hook) {
    hook.filter(given -> !given.command().isEmpty()).ifPresent(given -> hooks.put(name, given));
  }
}
