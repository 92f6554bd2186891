package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.base.Ascii;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a person or a program has ordered for a server ({@code set server … state}); the words are
 * HAProxy's. What follows from a tracked server, the configuration or DNS is no order.
 */
enum AdminState {
  READY,
  DRAIN,
  MAINT;

  // SRV_ADMF_FMAINT and SRV_ADMF_FDRAIN: management manual, "show servers state".
  private static final int FORCED_MAINT = 0x01;
  private static final int FORCED_DRAIN = 0x08;

  static AdminState of(int mask) {
    if ((mask & FORCED_MAINT) != 0) {
      return MAINT;
    }
    return (mask & FORCED_DRAIN) != 0 ? DRAIN : READY;
  }

  static Optional<AdminState> find(String word) {
    return Stream.of(values()).filter(state -> state.word().equals(word)).findAny();
  }

  String word() {
    return Ascii.toLowerCase(name());
  }
}
