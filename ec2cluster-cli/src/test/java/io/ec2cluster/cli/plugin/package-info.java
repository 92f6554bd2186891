@NullMarked
package io.ec2cluster.cli.plugin;

import org.jspecify.annotations.NullMarked;
