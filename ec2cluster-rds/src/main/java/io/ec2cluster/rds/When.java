package io.ec2cluster.rds;

/** When an instance changes its class, which takes it out of service for minutes. */
enum When {
  IMMEDIATELY,
  MAINTENANCE_WINDOW
}
