// False only where no activation but those of straight pieces comes: software adapters run every branch.
override curved: bool = true;
