/** When a job runs: cron's five fields, and what they are for systemd. */
@NullMarked
package io.ec2cluster.internal.calendar;

import org.jspecify.annotations.NullMarked;
