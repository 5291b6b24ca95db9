// False only where no activation beyond leaky_relu comes: software adapters run every branch.
override curved: bool = true;
