package io.ec2cluster.redis;

import io.ec2cluster.spi.EmptyReturn;
import io.ec2cluster.spi.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rule that an empty primary never wipes its replicas: they synchronise with whatever their
 * primary has, and have nothing then (redis#2087). Only where every known replica has answered, and
 * is empty too, is nothing lost.
 */
final class EmptyPrimary {
  private final Server server;

  EmptyPrimary(Server server) {
    this.server = server;
  }

  private record Holder(Member member, long keys, long offset) {}

  /** Judges by the members of the pool as it is now. */
  EmptyReturn judge() {
    String self = server.context().cloud().metadata().instanceId();
    return judge(
        server.pool().stream().filter(member -> !member.instanceId().equals(self)).toList());
  }

  /** Judges by these members. */
  EmptyReturn judge(List<Member> others) {
    String found =
        "the record says that this primary was published, and it would start without data ("
            + server.persistence().description()
            + "); its replicas would give up theirs";
    if (server.context().names().replica().isEmpty()) {
      return new EmptyReturn(
          false,
          found
              + ". Which replicas there are is not known, because dns.replica-name is not set: if one"
              + " has the data, run 'ec2cluster promote' there");
    }
    List<Holder> full = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    others.forEach(member -> ask(member, full, silent));
    full.sort(Comparator.comparingLong(Holder::keys).thenComparingLong(Holder::offset).reversed());
    if (full.isEmpty() && silent.isEmpty()) {
      return new EmptyReturn(true, found + ": every known replica answered, and has none either");
    }
    return new EmptyReturn(false, found + described(full, silent));
  }

  private void ask(Member member, List<Holder> full, List<String> silent) {
    try (ServerConnection connection = server.open(member.host(), member.port())) {
      ServerInfo info = connection.info();
      if (info.keys() > 0 || info.isLoading()) {
        full.add(new Holder(member, info.keys(), info.offset()));
      }
    } catch (ServerException notNow) {
      silent.add(member + " did not answer (" + notNow.text() + ")");
    }
  }

  private static String described(List<Holder> full, List<String> silent) {
    StringBuilder text = new StringBuilder();
    full.forEach(
        holder ->
            text.append("; ")
                .append(holder.member())
                .append(" has ")
                .append(holder.keys())
                .append(" keys"));
    silent.forEach(line -> text.append("; ").append(line));
    if (full.isEmpty()) {
      return text.append(". Bring it back, and look at what it has").toString();
    }
    return text.append(". Run 'ec2cluster promote' on ")
        .append(full.get(0).member().instanceId())
        .append(", which has the most, and 'ec2cluster rejoin' here")
        .toString();
  }
}
