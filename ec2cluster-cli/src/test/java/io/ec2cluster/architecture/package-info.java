/** Rules about modules and packages, checked where all modules are on the class path. */
@NullMarked
package io.ec2cluster.architecture;

import org.jspecify.annotations.NullMarked;
