/** Everything that is not public: no module outside core may use it. */
@NullMarked
package io.ec2cluster.internal;

import org.jspecify.annotations.NullMarked;
