package io.ec2cluster.testing.standin;

/** One HTTP answer with an XML body. */
public record StandInResponse(int status, String body) {}
