/** Jobs that run on the primary alone: files of cron or timers of systemd that follow the role. */
@NullMarked
package io.ec2cluster.internal.schedule;

import org.jspecify.annotations.NullMarked;
