package io.ec2cluster.elb;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of {@code elb roll}. */
record RollOptions(
    @Setting(value = "the service, as its manager knows it on each instance", positional = true)
        String service,
    @Setting("who is restarted first, alone: an instance; default: the first by name")
        Optional<String> canary,
    @Setting("how many at the same time; default: as many as the floor lets be out")
        Optional<Integer> parallel,
    @Setting(value = "after how many failures nobody more is begun", defaultValue = "1")
        int maxFailures,
    @Setting(
            value = "go on with a roll that was left unfinished: those that failed, then the rest",
            defaultValue = "false")
        boolean resume,
    @Setting(
            value = "forget a roll that was left unfinished, and begin with all",
            defaultValue = "false")
        boolean anew) {
  /** Refuses what nobody could mean. */
  RollOptions {
    List<InvalidSettingException> found = new ArrayList<>();
    if (parallel.isPresent() && parallel.get() < 1) {
      found.add(
          new InvalidSettingException(
              "parallel", "found " + parallel.get() + ", expected 1 or more"));
    }
    if (maxFailures < 1) {
      found.add(
          new InvalidSettingException(
              "max-failures", "found " + maxFailures + ", expected 1 or more"));
    }
    if (resume && anew) {
      found.add(
          new InvalidSettingException("anew", "found beside --resume, expected one of the two"));
    }
    InvalidSettingException.throwAll(found);
  }
}
