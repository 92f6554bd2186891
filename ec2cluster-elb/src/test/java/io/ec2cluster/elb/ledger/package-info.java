@NullMarked
package io.ec2cluster.elb.ledger;

import org.jspecify.annotations.NullMarked;
