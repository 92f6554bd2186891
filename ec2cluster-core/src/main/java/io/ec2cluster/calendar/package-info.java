/**
 * When a job runs: cron's five fields, what they are for systemd, and how its command stands in a
 * line of cron and in a unit.
 */
@NullMarked
package io.ec2cluster.calendar;

import org.jspecify.annotations.NullMarked;
