package io.ec2cluster.elb;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.elb.restart.CourseRun;
import io.ec2cluster.elb.restart.Deeds;
import io.ec2cluster.elb.restart.Post;
import io.ec2cluster.elb.turn.Move;
import io.ec2cluster.elb.turn.RestartCourse;
import io.ec2cluster.spi.StepContext;
import java.util.List;

/**
 * What a restart that ends early leaves behind is put back: the turn, the place in the queue, the
 * memberships. Where the service may be down the instance stays out, and says so.
 */
final class PutBack {
  private static final String AGAIN =
      ". It stays listed as out; when the service is well, run 'ec2cluster elb repair'";

  private final Surroundings surroundings;
  private final List<Post> posts;
  private final CourseRun run;
  private final Restart.Work work;

  PutBack(Surroundings surroundings, List<Post> posts, CourseRun run, Restart.Work work) {
    this.surroundings = surroundings;
    this.posts = posts;
    this.run = run;
    this.work = work;
  }

  void run(StepContext step) throws InterruptedException {
    if (run.outcome().isPresent() || !run.isBegun()) {
      return;
    }
    try {
      if (run.isServiceInDoubt() && !work.isWell(step)) {
        step.note("NOT put back: the restart did not end, and the service does not run" + AGAIN);
        return;
      }
      CourseRun repair =
          new CourseRun(surroundings.parts(posts, false), RestartCourse::repair, NOTHING);
      step.note(
          repair.finish(step) == Move.Outcome.BACK
              ? "nothing of this restart is left: this instance is where it was"
              : "put back, and not in service yet" + AGAIN);
    } catch (Ec2ClusterException failed) {
      step.note("NOT put back: " + failed.getMessage() + AGAIN);
      throw failed;
    }
  }

  /** For courses that restart nothing. */
  static final Deeds NOTHING =
      new Deeds() {
        @Override
        public void beforeLeaving(StepContext step) {}

        @Override
        public boolean restart(StepContext step) {
          return true;
        }
      };
}
