@NullMarked
package io.ec2cluster.cli.predecessor;

import org.jspecify.annotations.NullMarked;
