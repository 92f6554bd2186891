package io.ec2cluster.role;

import io.ec2cluster.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** The options of {@code init}. */
public record InitOptions(
    @Setting("how long to wait for the role to be decided; by default the setting role-deadline")
        Optional<Duration> deadline) {}
