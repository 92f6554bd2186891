package io.ec2cluster.elb.balancer.haproxy;

/**
 * One server of the answer to {@code show stat} (management manual, "CSV format").
 *
 * @param name its name
 * @param status its status in words: {@code UP}, {@code UP 1/3}, {@code DOWN}, {@code NOLB}, {@code
 *     DRAIN}, {@code MAINT (via …)}, {@code no check}
 * @param sessions those that it has now
 * @param queued requests that wait for it
 * @param backup whether it serves only where no other does
 * @param check what the last check found; empty without one
 */
record ServerStatistics(
    String name, String status, long sessions, long queued, boolean backup, String check) {}
