/** Names, record sets and conditional change batches of one hosted zone. */
@NullMarked
package io.ec2cluster.dns;

import org.jspecify.annotations.NullMarked;
