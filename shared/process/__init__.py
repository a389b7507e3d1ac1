"""What runs in a process: settings and databases made once, the web application, background threads, leader work."""
