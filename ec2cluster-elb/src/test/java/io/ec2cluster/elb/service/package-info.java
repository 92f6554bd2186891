/** Service managers, with a real supervisord. */
@NullMarked
package io.ec2cluster.elb.service;

import org.jspecify.annotations.NullMarked;
