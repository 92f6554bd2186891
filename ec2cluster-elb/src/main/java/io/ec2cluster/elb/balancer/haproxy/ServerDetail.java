package io.ec2cluster.elb.balancer.haproxy;

import com.google.common.primitives.Ints;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.Membership;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a server has to be put back, as a membership's detail holds it: {@code ready, weight 10}.
 *
 * @param state what was ordered for it
 * @param weight its weight, as set by whoever; empty if it is to stay as it is
 */
record ServerDetail(AdminState state, OptionalInt weight) {
  private static final Pattern TEXT = Pattern.compile("([a-z]+)(?:, weight (\\d{1,3}))?");

  /** How a server is that nobody has ordered anything for. */
  static final ServerDetail USUAL = new ServerDetail(AdminState.READY, OptionalInt.empty());

  static ServerDetail of(Membership membership) {
    return membership
        .detail()
        .map(text -> find(text).orElseThrow(() -> wrong(membership)))
        .orElse(USUAL);
  }

  private static Optional<ServerDetail> find(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Integer weight = matcher.group(2) == null ? null : Ints.tryParse(matcher.group(2));
    return AdminState.find(matcher.group(1))
        .map(
            state ->
                new ServerDetail(
                    state, weight == null ? OptionalInt.empty() : OptionalInt.of(weight)));
  }

  private static UsageException wrong(Membership membership) {
    return new UsageException(
        "found '"
            + membership
            + "' as what is to be put back, expected a server with ready, drain or maint and its weight, such as 'web1:80 (ready, weight 10)'");
  }

  @Override
  public String toString() {
    return state.word() + (weight.isPresent() ? ", weight " + weight.getAsInt() : "");
  }
}
