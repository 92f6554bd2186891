/** What restarts the service: supervisor, systemd or any program. */
@NullMarked
package io.ec2cluster.elb.service;

import org.jspecify.annotations.NullMarked;
