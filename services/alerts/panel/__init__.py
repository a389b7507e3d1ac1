"""用工监测: a district's department is told of the losses that were found among its sample enterprises."""
