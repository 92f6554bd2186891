package io.ec2cluster.role;

/**
 * What the query {@code lease check} answers.
 *
 * @param entitled whether this node holds the role; asked with {@code --start}, whether its engine
 *     may start
 * @param why what was found
 */
public record LeaseCheckReport(boolean entitled, String why) {}
