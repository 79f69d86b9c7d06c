public import ArgumentParser
public import CSMLive

extension LiveQuery.Order: ExpressibleByArgument {}
