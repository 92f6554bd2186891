package io.ec2cluster.role;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.Time;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.internal.time.Pauses;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Decides by the role record whether this node is the primary or a replica. Looks through the
 * zone's authority only, never through a resolver; every write is conditional. Safe for use by one
 * thread; any number of nodes, processes and threads may hold elections of their own over the same
 * zone.
 */
public final class RoleElection {
  private final RoleNames names;
  private final Candidate candidate;
  private final RecordReader reader;
  private final RecordWriter writer;
  private final RoleRules rules;
  private final Time time;
  private final RandomGenerator random;

  /** An election of one candidate. */
  public RoleElection(
      HostedZone zone,
      RoleNames names,
      Candidate candidate,
      OwnerLiveness liveness,
      Time time,
      RandomGenerator random) {
    this.names = names;
    this.candidate = candidate;
    this.reader = new RecordReader(zone, names);
    this.writer = new RecordWriter(zone, reader, time, random);
    this.rules = new RoleRules(names, candidate, liveness, random);
    this.time = time;
    this.random = random;
  }

  /** Reads the record and the primary name: one request. */
  public RoleView observe() {
    return reader.read();
  }

  /**
   * What the rules say of a view; asks for the owner's life where a rule needs it, writes nothing.
   */
  public Verdict judge(RoleView view) {
    return rules.judge(view, time.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Holds the election: claims where the rules allow it, waits with growing, jittered pauses where
   * somebody else has to act first.
   *
   * @param first a view to begin with, which saves a request; a stale one only costs a conflict
   * @param deadline how long to wait for a decision
   * @param progress hears what is waited for
   * @throws RefusedException if a safety rule forbids both roles
   * @throws DeadlineException if nothing was decided in time; the message names who is waited for
   * @throws io.ec2cluster.EnvironmentException if the zone or the liveness cannot be asked
   */
  public Decision decide(Optional<RoleView> first, Duration deadline, Consumer<String> progress)
      throws InterruptedException {
    Pauses pauses = Pauses.betweenRequests(time, random, deadline);
    RoleView view = first.isPresent() ? first.get() : observe();
    while (true) {
      Verdict verdict = judge(view);
      Optional<Decision> decision = act(verdict, view);
      if (decision.isPresent()) {
        return decision.get();
      }
      progress.accept(verdict.reason());
      if (!pauses.pause()) {
        throw new DeadlineException(
            "no role after "
                + deadline.toSeconds()
                + " s: "
                + verdict.reason()
                + ". Running again is safe");
      }
      view = observe();
    }
  }

  private Optional<Decision> act(Verdict verdict, RoleView view) throws InterruptedException {
    if (verdict instanceof Verdict.Refuse refuse) {
      throw new RefusedException(refuse.reason());
    }
    if (verdict instanceof Verdict.Follow follow) {
      return Optional.of(new Decision.Lost(follow.primary()));
    }
    return verdict instanceof Verdict.Claim claim ? claim(claim, view) : Optional.empty();
  }

  private Optional<Decision> claim(Verdict.Claim claim, RoleView view) throws InterruptedException {
    ChangeBatch.Builder batch =
        ChangeBatch.commented("ec2cluster: claim by " + candidate.self().instanceId());
    view.stored().ifPresent(batch::delete);
    batch.create(RoleRecordText.write(names.record(), claim.next()));
    PrimaryName primary = PrimaryName.of(view);
    boolean adopted = claim.grounds() == Verdict.Grounds.ADOPT;
    if (adopted) {
      // The exact name is deleted and created again: the batch fails if it moved since it was read.
      primary.pointers().forEach(set -> batch.replace(set, set));
    }
    ChangeBatch claiming = batch.build();
    Optional<RoleView> superseded =
        writer.write(
            claiming,
            claim.next(),
            now ->
                now.stored().equals(view.stored())
                        && (!adopted || now.primary().equals(view.primary()))
                    ? Optional.of(claiming)
                    : Optional.empty());
    if (superseded.isPresent()) {
      return Optional.empty();
    }
    Tenure tenure =
        new Tenure(names, candidate, reader, writer, time, random, claim.next(), primary);
    return Optional.of(new Decision.Won(tenure, claim.grounds()));
  }
}
