package io.ec2cluster.elb;

import io.ec2cluster.config.Setting;
import java.util.Optional;

/** The options of {@code elb restart}. */
record RestartOptions(
    @Setting(
            value = "the service, as its manager knows it; of supervisor also ALL or NONE",
            positional = true)
        String service,
    @Setting(
            value = "where it is registered afterwards, if it is registered nowhere",
            positional = true)
        Optional<String> loadBalancer,
    @Setting(value = "leave it out afterwards, listed as kept out", defaultValue = "false")
        boolean noRegister,
    @Setting(
            "what becomes of it where the restart fails: keep-out or re-register; default: back where its health command passes, else kept out")
        Optional<OnFailure> onFailure,
    @Setting(value = "let the only instance of a fleet leave", defaultValue = "false")
        boolean allowZero,
    @Setting(
            value = "without coordination: nobody else restarts at the same time",
            defaultValue = "false")
        boolean alone) {
  /** What becomes of an instance whose service does not come back. */
  enum OnFailure {
    KEEP_OUT,
    RE_REGISTER
  }
}
