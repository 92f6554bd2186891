/** What engine modules give to {@code ec2cluster agent}: work that is done again and again. */
@NullMarked
package io.ec2cluster.agent;

import org.jspecify.annotations.NullMarked;
